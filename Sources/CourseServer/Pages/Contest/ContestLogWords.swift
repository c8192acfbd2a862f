import Contest

extension Words {
    /// What happened, as the log tells it to people.
    func text(_ event: ContestEvent) -> String {
        switch event {
        case .founded: self["result.log_founded"]
        case .changed: self["result.log_changed"]
        case .published: self["result.log_published"]
        case .regulationPublished: self["result.log_regulation_published"]
        case .closed: self["result.log_closed"]
        case .registrationSubmitted: self["result.log_registration_submitted"]
        case .registrationAdmitted: self["result.log_registration_admitted"]
        case .registrationRejected: self["result.log_registration_rejected"]
        case .registrationWithdrawn: self["result.log_registration_withdrawn"]
        case .registrationDisqualified: self["result.log_registration_disqualified"]
        case .workSent: self["result.log_work_sent"]
        case .proofAccepted: self["result.log_proof_accepted"]
        case .proofReturned: self["result.log_proof_returned"]
        case .proofReopened: self["result.log_proof_reopened"]
        case .extensionGiven: self["result.log_extension_given"]
        case .lessonBooked: self["result.log_lesson_booked"]
        case .lessonChanged: self["result.log_lesson_changed"]
        case .lessonStarted: self["result.log_lesson_started"]
        case .lessonEnded: self["result.log_lesson_ended"]
        case .lessonFailed: self["result.log_lesson_failed"]
        case .documentsIssued: self["result.log_documents_issued"]
        case .jurorInvited: self["result.log_juror_invited"]
        case .jurorChanged: self["result.log_juror_changed"]
        case .jurorAccepted: self["result.log_juror_accepted"]
        case .jurorDeclined: self["result.log_juror_declined"]
        case .jurorWithdrawn: self["result.log_juror_withdrawn"]
        case .jurorBanned: self["result.log_juror_banned"]
        case .conflictsDeclared: self["result.log_conflicts_declared"]
        case .jurorsAssigned: self["result.log_jurors_assigned"]
        case .sheetSent: self["result.log_sheet_sent"]
        case .sheetChanged: self["result.log_sheet_changed"]
        case .sheetVoided: self["result.log_sheet_voided"]
        case .sheetRecused: self["result.log_sheet_recused"]
        case .resultsPublished: self["result.log_results_published"]
        case .decisionRecorded: self["result.log_decision_recorded"]
        case .vacancyDecided: self["result.log_vacancy_decided"]
        case .appealFiled: self["result.log_appeal_filed"]
        case .appealDecided: self["result.log_appeal_decided"]
        case .votesDiscounted: self["result.log_votes_discounted"]
        case .votesCounted: self["result.log_votes_counted"]
        }
    }
}
