import Storage

@testable import Contest

extension ResultSnapshot {
    /// Entrants 1, 2, …, a row of totals for each, jurors 1, 2, … by column; nil where there is no sheet. One criterion, 0…100.
    static func of(
        _ totals: [[Int?]], kind: ResultKind = .final, scoring: ScoringRules = ScoringRules(), cut: Int? = nil,
        highest: Int = 100, _ change: (inout ResultSnapshot) -> Void = { _ in }
    ) -> ResultSnapshot {
        var snapshot = ResultSnapshot(
            stage: Stage.ID(rawValue: 7), title: "Финал", weight: 1, kind: kind,
            criteria: [.init(title: "Методика", lowest: 0, highest: Int64(highest) * 100_000, weight: 1)],
            entrants: totals.indices.map { .init(registration: .entrant($0 + 1), code: "К-0\($0 + 1)") },
            jurors: (totals.first ?? []).indices.map { .init(juror: .juror($0 + 1), organisations: []) },
            sheets: totals.enumerated().flatMap { entry, row in
                row.enumerated().compactMap { juror, total in
                    total.map {
                        .init(registration: .entrant(entry + 1), juror: .juror(juror + 1), marks: [Int64($0) * 100_000])
                    }
                }
            }, scoring: scoring, cut: cut, nominations: [], decisions: [], adjustments: [], keepsPlacesEmpty: false,
            seed: 1)
        change(&snapshot)
        return snapshot
    }
}

extension Registration.ID where Of == Registration {
    static func entrant(_ number: Int) -> Self { Self(rawValue: Int64(number)) }
}

extension Juror.ID where Of == Juror {
    static func juror(_ number: Int) -> Self { Self(rawValue: Int64(number)) }
}

extension ResultTable {
    subscript(number: Int) -> Row { rows.first { $0.registration == .entrant(number) }! }  // tests name those there are

    /// Places by entrant, «—» without one.
    var places: [String] {
        rows.sorted { $0.registration < $1.registration }.map { $0.places?.text ?? "—" }
    }

    /// Numbers of those who pass.
    var passing: [Int64] { rows.filter(\.passes).map(\.registration.rawValue).sorted() }
}
