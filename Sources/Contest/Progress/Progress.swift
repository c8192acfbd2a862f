import Storage

extension Transaction {
    /// What is known of everybody who was admitted or disqualified.
    func facts(of contest: Contest.ID) throws -> [Registration.ID: EntrantFacts] {
        let people: [(Registration.ID, Registration.State)] = try all(
            """
            SELECT id, state FROM registrations
            WHERE contest_id = \(contest) AND state IN ('admitted', 'disqualified')
            """
        ) { (try $0["id"], try $0["state"]) }
        return Dictionary(
            uniqueKeysWithValues: people.map { ($0, EntrantFacts(isDisqualified: $1 == .disqualified)) })
    }

    /// Weekly stages that each entrant has passed.
    func passedWeeks(of contest: Contest.ID) throws -> [Registration.ID: Set<Stage.ID>] { [:] }
}
