public import Foundation
public import Spaces
public import Storage

/// What a teacher fills in to take part.
public struct RegistrationForm: Equatable, Sendable {
    public var organisation: Space.ID?
    public var nomination: Nomination.ID?
    public var position: String
    public var subject: String
    public var letter: String
    public var consents: Bool

    public init(
        organisation: Space.ID? = nil, nomination: Nomination.ID? = nil, position: String = "", subject: String = "",
        letter: String = "", consents: Bool = false
    ) {
        self.organisation = organisation
        self.nomination = nomination
        self.position = position
        self.subject = subject
        self.letter = letter
        self.consents = consents
    }

    /// As it is stored: lines without white space around them. Throws `Registration.Refusal`.
    public func checked() throws(Registration.Refusal) -> RegistrationForm {
        var form = self
        form.position = position.trimmingCharacters(in: .whitespacesAndNewlines)
        form.subject = subject.trimmingCharacters(in: .whitespacesAndNewlines)
        guard form.position.count <= Registration.lineLimit, form.subject.count <= Registration.lineLimit else {
            throw .lineTooLong(limit: Registration.lineLimit)
        }
        guard letter.count <= Registration.letterLimit else { throw .letterTooLong(limit: Registration.letterLimit) }
        return form
    }

    /// Whether nothing is missing for handing in. Throws `Registration.Refusal`.
    ///
    /// - Parameters:
    ///   - organisations: where the person teaches.
    ///   - nominations: of the contest; where there are none, none is asked for.
    public func checkComplete(
        organisations: [Space.ID], nominations: [Nomination.ID]
    ) throws(Registration.Refusal) {
        guard let organisation, organisations.contains(organisation) else { throw .organisationMissing }
        if !nominations.isEmpty {
            guard let nomination, nominations.contains(nomination) else { throw .nominationMissing }
        }
        guard consents else { throw .consentMissing }
    }
}

extension Registration {
    /// Why a registration did not change.
    public enum Refusal: Error, Equatable, Sendable {
        case notOpen(opensAt: Date?)
        case over
        /// The person teaches in no organisation of the network.
        case notTeacher
        case alreadyRegistered
        case organisationMissing
        case nominationMissing
        case consentMissing
        case lineTooLong(limit: Int)
        case letterTooLong(limit: Int)
        case reasonMissing
        case reasonTooLong(limit: Int)
        /// The state does not allow it: who was rejected cannot be disqualified.
        case wrongState(State)
    }

    /// Throws unless the registration may become `state`.
    func check(becoming state: State) throws(Refusal) {
        guard self.state.next.contains(state) else { throw .wrongState(self.state) }
    }
}

extension Contest {
    /// Nil when a teacher of `organisations` may register at `now`. A form opened before the close may be sent
    /// `Stage.sendingGrace` seconds after it.
    public func refusal(ofTeacherOf organisations: [Space.ID], at now: Date) -> Registration.Refusal? {
        switch state(at: now) {
        case .draft, .announced: return .notOpen(opensAt: publishedAt == nil ? nil : registrationOpens)
        case .registering: break
        case .running:
            guard let closes = registrationCloses, now < closes.addingTimeInterval(Stage.sendingGrace) else {
                return .over
            }
        case .closed: return .over
        }
        return organisations.isEmpty ? .notTeacher : nil
    }

    /// What receipts of the contest begin with: the initials of its title and the year, «ДУ-2026-». Words of one or two
    /// letters do not count, nor what does not begin with a letter; at most four initials, «К» where there are none.
    public func receiptPrefix(at instant: Date) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let words = title.split { !$0.isLetter && !$0.isNumber && $0 != "-" }
        let initials = words.filter { $0.count > 2 }.compactMap(\.first).filter(\.isLetter).prefix(4)
            .map { $0.uppercased() }
        let letters = initials.isEmpty ? "К" : initials.joined()
        return "\(letters)-\(calendar.component(.year, from: instant))-"
    }
}

/// What a juror sees instead of a name.
public enum BlindCode {
    /// A number that nobody in the contest has, «К-017», each of the free ones as likely as the next: the order in which
    /// people registered cannot be read from it.
    public static func issue(
        besides taken: Set<String>, using generator: inout some RandomNumberGenerator
    ) -> String {
        // At most half of the numbers are ever taken, so a free one is found at once and guessing tells nothing.
        var limit = 999
        while taken.count * 2 > limit { limit = limit * 10 + 9 }
        while true {
            let digits = "\(Int.random(in: 1...limit, using: &generator))"
            let code = "К-" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
            if !taken.contains(code) { return code }
        }
    }
}
