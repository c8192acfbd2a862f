import Courses
import Foundation
import Markup
import Storage

/// What came in from a file and what did not, after a course was made of it.
struct TransferPage {
    var course: Course
    var report: TransferReport

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["transfer.title"], section: .teaching,
            crumbs: .to(course),
            content: """
                <div class="stack"><h1>\(t["transfer.title"])</h1>
                <div class="note ok" role="status"><b>\(t.text("transfer.added", ["course": course.title]))</b></div>
                <p><a class="btn main" href="/courses/\(course.id.rawValue)">\(t["transfer.open"])</a></p></div>
                <section class="stack"><h2>\(t["transfer.came"])</h2>
                <ul class="facts"><li>\(t.format(report))</li>\(t.counts(report).map { count in "<li>\(count)</li>" as HTML })</ul></section>
                <section class="stack"><h2>\(t["transfer.lost"])</h2>\(losses(t))</section>
                """)
    }

    private func losses(_ t: Words) -> HTML {
        guard !report.losses.isEmpty else { return "<p>\(t["transfer.nothing_lost"])</p>" }
        return "<ul class=\"list\">\(report.losses.map { "<li>\(t.text($0))</li>" as HTML })</ul>"
    }
}

extension Words {
    func format(_ report: TransferReport) -> String {
        let name =
            switch report.format {
            case .folder: self["transfer.format.folder"]
            case .moodle: self["transfer.format.moodle"]
            case .cartridge: self["transfer.format.cartridge"]
            case .scorm: self["transfer.format.scorm"]
            case .h5p: self["transfer.format.h5p"]
            }
        return report.version.isEmpty ? name : "\(name): \(report.version)"
    }

    /// «Разделы: 3», «страница: 14»…, in the order a course is read.
    func counts(_ report: TransferReport) -> [String] {
        var lines = [text("transfer.count.modules", ["count": "\(report.modules)"])]
        for kind in Activity.Kind.allCases {
            if let count = report.activities[kind.rawValue], count > 0 { lines.append("\(self.kind(kind)): \(count)") }
        }
        let questions = report.questions.values.reduce(0, +)
        if questions > 0 { lines.append(text("transfer.count.questions", ["count": "\(questions)"])) }
        if report.files > 0 { lines.append(text("transfer.count.files", ["count": "\(report.files)"])) }
        return lines
    }

    func text(_ loss: TransferReport.Loss) -> String {
        let values = ["item": loss.item.isEmpty ? "—" : loss.item, "detail": loss.detail ?? "—"]
        return switch loss.reason {
        case .keptAsPage: text("transfer.loss.kept_as_page", values)
        case .keptAsFile: text("transfer.loss.kept_as_file", values)
        case .activityNotSupported: text("transfer.loss.activity_not_supported", values)
        case .activityEmpty: text("transfer.loss.activity_empty", values)
        case .activityBroken: text("transfer.loss.activity_broken", values)
        case .questionNotSupported: text("transfer.loss.question_not_supported", values)
        case .questionBroken: text("transfer.loss.question_broken", values)
        case .randomQuestionFixed: text("transfer.loss.random_question_fixed", values)
        case .bankQuestionsLeft: text("transfer.loss.bank_questions_left", values)
        case .questionChanged: text("transfer.loss.question_changed", values)
        case .requiredLeftOut: text("transfer.loss.required_left_out", values)
        case .repeatsLeftOut: text("transfer.loss.repeats_left_out", values)
        case .textMoved: text("transfer.loss.text_moved", values)
        case .textLeftOut: text("transfer.loss.text_left_out", values)
        case .pagesJoined: text("transfer.loss.pages_joined", values)
        case .fileMissing: text("transfer.loss.file_missing", values)
        case .linkBroken: text("transfer.loss.link_broken", values)
        case .usersLeftOut: text("transfer.loss.users_left_out", values)
        case .hiddenShown: text("transfer.loss.hidden_shown", values)
        case .availabilityLeftOut: text("transfer.loss.availability_left_out", values)
        case .externalTool: text("transfer.loss.external_tool", values)
        case .teachersOnly: text("transfer.loss.teachers_only", values)
        case .sequencingLeftOut: text("transfer.loss.sequencing_left_out", values)
        case .nothingToOpen: text("transfer.loss.nothing_to_open", values)
        case .tooMany: text("transfer.loss.too_many", values)
        }
    }

    func text(_ refusal: TransferRefusal) -> String {
        switch refusal {
        case .unknownFormat: self["refusal.transfer.unknown_format"]
        case .formatNotSupported(let name): text("refusal.transfer.format_not_supported", ["format": name])
        case .partMissing(let name): text("refusal.transfer.part_missing", ["name": name])
        case .malformed(let file, let line): text("refusal.transfer.malformed", ["file": file, "line": "\(line)"])
        case .unknownStandard(let name): text("refusal.transfer.unknown_standard", ["name": name])
        case .nothingKept: self["refusal.transfer.nothing_kept"]
        }
    }

    func text(_ refusal: PackageRefusal) -> String {
        switch refusal {
        case .noManifest: self["refusal.package.no_manifest"]
        case .malformedManifest(let line): text("refusal.package.malformed", ["line": "\(line)"])
        case .nothingToOpen: self["refusal.package.nothing_to_open"]
        case .tooManyFiles(let limit): plural("refusal.package.too_many_files", count: limit)
        case .unknownStandard(let name): text("refusal.transfer.unknown_standard", ["name": name])
        }
    }
}
