import Contest
import Courses
import Foundation
import Storage

extension FormFields {
    init(_ stage: Stage, _ t: Words) {
        var pairs: [(String, String)] = [
            ("kind", stage.kind.rawValue), ("title", stage.title), ("description", stage.description),
            ("opens", t.localInput(stage.opensAt)), ("due", t.localInput(stage.dueAt)),
            ("closes", t.localInput(stage.closesAt)), ("late_percent", "\(stage.late.percentPerDay)"),
            ("late_most", "\(stage.late.most)"), ("marks", "\(stage.marksPerEntry)"),
            ("cut", stage.cut.map { "\($0)" } ?? ""), ("weight", "\(stage.weight)"),
        ]
        if stage.late.isTaken { pairs.append(("late", "yes")) }
        if stage.carriesOver { pairs.append(("carries", "yes")) }
        for (row, criterion) in stage.criteria.enumerated() {
            let separator = t.decimalSeparator
            pairs += [
                ("c\(row)-id", "\(criterion.id)"), ("c\(row)-title", criterion.title),
                ("c\(row)-description", criterion.description),
                ("c\(row)-lowest", criterion.lowest.decimal(separator)),
                ("c\(row)-highest", criterion.highest.decimal(separator)),
                ("c\(row)-step", criterion.step.decimal(separator)), ("c\(row)-weight", "\(criterion.weight)"),
                (
                    "c\(row)-levels",
                    criterion.levels.map { "\($0.points.decimal(separator)) — \($0.words)" }.joined(separator: "\n")
                ),
            ]
        }
        for (row, task) in stage.tasks.enumerated() {
            pairs += [
                ("t\(row)-id", "\(task.id)"), ("t\(row)-service", task.service),
                ("t\(row)-description", task.description), ("t\(row)-proof", task.proof.name),
            ]
            if !task.isRequired { pairs.append(("t\(row)-optional", "yes")) }
        }
        self.init(pairs: pairs)
    }

    /// A week from where the last stage ends.
    init(newStage kind: Stage.Kind, behind last: Stage?, _ t: Words) {
        var pairs = [
            ("kind", kind.rawValue), ("late", "yes"), ("late_percent", "10"), ("late_most", "50"), ("marks", "3"),
            ("weight", kind == .vote ? "0" : "1"), ("carries", "yes"),
        ]
        if let opens = last.map({ $0.dueAt.addingTimeInterval(60) }) {
            let due = opens.addingTimeInterval(7 * 86_400 - 60)
            pairs += [("opens", t.localInput(opens)), ("due", t.localInput(due)), ("closes", t.localInput(due))]
        }
        self.init(pairs: pairs)
    }
}

extension StageRevision {
    /// Rows without a single word are left out. Throws `ContestRefusal`.
    init(_ form: FormFields, of stage: Stage?, _ t: Words) throws(ContestRefusal) {
        let title = form["title"] ?? ""
        guard let opens = t.date(localInput: form.trimmed("opens")), let due = t.date(localInput: form.trimmed("due")),
            let closes = t.date(localInput: form.trimmed("closes"))
        else { throw .datesOutOfOrder(stage: title) }
        let kind = stage?.kind ?? form["kind"].flatMap(Stage.Kind.init(rawValue:)) ?? .task
        var outline = StageOutline(
            kind: kind, title: title, description: form.text("description"), opensAt: opens, dueAt: due,
            closesAt: closes,
            late: LateRule(
                isTaken: form["late"] != nil, percentPerDay: try form.number("late_percent", .latePercent) ?? 0,
                most: try form.number("late_most", .lateMost) ?? 0),
            weight: try form.number("weight", .weight) ?? 1, carriesOver: form["carries"] != nil,
            cut: try form.number("cut", .cut), marksPerEntry: try form.number("marks", .marksPerEntry) ?? 3)
        var (criteria, tasks): ([Criterion.ID?], [ContestTask.ID?]) = ([], [])
        let (knownCriteria, knownTasks) = (stage?.criteria.map(\.id) ?? [], stage?.tasks.map(\.id) ?? [])
        for row in StageRows.rows(of: "c", in: form) {
            outline.criteria.append(try CriterionOutline(form, row: row))
            let id = form["c\(row)-id"].flatMap { Criterion.ID($0) }
            criteria.append(id.flatMap { knownCriteria.contains($0) && !criteria.contains($0) ? $0 : nil })
        }
        for row in StageRows.rows(of: "t", in: form) {
            outline.tasks.append(
                TaskOutline(
                    service: form.trimmed("t\(row)-service"), description: form.text("t\(row)-description"),
                    proof: ContestTask.Proof(name: form["t\(row)-proof"] ?? ""),
                    isRequired: form["t\(row)-optional"] == nil))
            let id = form["t\(row)-id"].flatMap { ContestTask.ID($0) }
            tasks.append(id.flatMap { knownTasks.contains($0) && !tasks.contains($0) ? $0 : nil })
        }
        self.init(stage: outline, criteria: criteria, tasks: tasks)
    }
}

extension CriterionOutline {
    fileprivate init(_ form: FormFields, row: Int) throws(ContestRefusal) {
        let title = form.trimmed("c\(row)-title")
        func points(_ name: String, _ standard: Int) throws(ContestRefusal) -> Points {
            let text = form.trimmed("c\(row)-\(name)")
            guard !text.isEmpty else { return Points(standard) }
            guard let points = Points(typed: text) else { throw .criterionRange(title: title) }
            return points
        }
        var levels: [Criterion.Level] = []
        for line in form.text("c\(row)-levels").split(separator: "\n") {
            // «5 — цель ясна», «2,5: отчасти».
            guard let match = line.wholeMatch(of: /\s*([0-9]+(?:[.,][0-9]+)?)\s*(?:—|–|-|:|\.)?\s+(.+)/),
                let mark = Points(typed: String(match.1))
            else { throw .levelMalformed(criterion: title) }
            levels.append(Criterion.Level(mark: mark, words: String(match.2)))
        }
        self.init(
            title: title, description: form.text("c\(row)-description"), lowest: try points("lowest", 0),
            highest: try points("highest", 5), step: try points("step", 1),
            weight: try form.number("c\(row)-weight", .weight) ?? 1, levels: levels.sorted { $0.mark < $1.mark })
    }
}

extension FormFields {
    /// Several lines, parted as everywhere else.
    func text(_ name: String) -> String { (self[name] ?? "").replacing("\r\n", with: "\n") }
}

extension ContestTask.Proof {
    /// As forms name it: `link`, `files`, `activity:12`.
    var name: String {
        switch self {
        case .link: "link"
        case .files: "files"
        case .activity(let id): "activity:\(id)"
        }
    }

    init(name: String) {
        if name.hasPrefix("activity:"), let id = Activity.ID(String(name.dropFirst(9))) {
            self = .activity(id)
        } else {
            self = name == "files" ? .files : .link
        }
    }
}
