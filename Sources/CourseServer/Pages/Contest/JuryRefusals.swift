import Contest
import Statistics

extension Words {
    func text(_ refusal: JuryRefusal) -> String {
        switch refusal {
        case .unknownLogin(let login): text("jury.refusal_unknown_login", ["login": login])
        case .alreadyInvited(let login): text("jury.refusal_already_invited", ["login": login])
        case .isEntrant(let login): text("jury.refusal_is_entrant", ["login": login])
        case .capacityOutOfRange(let range):
            text("jury.refusal_range", ["least": "\(range.lowerBound)", "most": "\(range.upperBound)"])
        case .reasonMissing: self["jury.refusal_reason"]
        case .tooLong(let limit): text("jury.refusal_too_long", ["limit": "\(limit)"])
        case .wrongState(let state): text("jury.refusal_state", ["state": self.state(state)])
        case .noJurors: self["jury.refusal_no_jurors"]
        case .noEntries: self["jury.refusal_no_entries"]
        case .notJudged: self["jury.refusal_not_judged"]
        case .infeasible: self["jury.refusal_infeasible"]
        case .planChanged: self["jury.refusal_plan_changed"]
        case .nothingToAssign: self["jury.refusal_nothing"]
        case .thirdNotCalledFor: self["jury.refusal_third"]
        case .calibrationTitleMissing: self["jury.refusal_sample_title"]
        case .calibrationMarks(let criterion): text("jury.refusal_sample_mark", ["criterion": criterion])
        case .linkMalformed: self["jury.refusal_link"]
        case .closed: self["jury.refusal_closed"]
        }
    }

    func text(_ refusal: SheetRefusal) -> String {
        switch refusal {
        case .sent: self["jury.sheet_sent_already"]
        case .notSent: self["jury.sheet_not_sent"]
        case .void: self["jury.sheet_is_void"]
        case .recused: self["jury.sheet_is_recused"]
        case .incomplete(let criteria):
            text("jury.sheet_incomplete", ["criteria": criteria.map { "«\($0)»" }.joined(separator: ", ")])
        case .markOutOfRange(let criterion, let lowest, let highest, let step):
            text(
                "jury.sheet_out_of_range",
                ["criterion": criterion, "lowest": lowest, "highest": highest, "step": step])
        case .unknownCriterion: self["jury.sheet_unknown_criterion"]
        case .commentMissing: self["jury.sheet_cannot_why"]
        case .tooLong(let limit): text("jury.refusal_too_long", ["limit": "\(limit)"])
        case .reasonMissing: self["jury.refusal_reason"]
        case .nothingChanged: self["jury.sheet_nothing_changed"]
        case .ownSheetFirst: self["jury.sheet_own_first"]
        case .remarkMissing: self["jury.remark_missing"]
        case .closed: self["jury.refusal_closed"]
        }
    }

    func state(_ state: Juror.State) -> String {
        switch state {
        case .invited: self["jury.state_invited"]
        case .accepted: self["jury.state_accepted"]
        case .declined: self["jury.state_declined"]
        case .withdrawn: self["jury.state_withdrawn"]
        }
    }

    func state(_ state: ScoreSheet.State) -> String {
        switch state {
        case .assigned: self["jury.sheet_assigned"]
        case .draft: self["jury.sheet_draft"]
        case .sent: self["jury.sheet_sent"]
        case .recused: self["jury.sheet_recused"]
        case .void: self["jury.sheet_void"]
        }
    }

    func kind(_ kind: JurorConflict.Kind) -> String {
        switch kind {
        case .mentor: self["jury.conflict_mentor"]
        case .relative: self["jury.conflict_relative"]
        case .declared: self["jury.conflict_declared"]
        case .banned: self["jury.conflict_banned"]
        }
    }

    fileprivate func kind(_ kind: AssignmentTerms.Conflict) -> String {
        switch kind {
        case .sameOrganisation: self["jury.conflict_organisation"]
        case .mentor: self["jury.conflict_mentor"]
        case .relative: self["jury.conflict_relative"]
        case .declared: self["jury.conflict_declared"]
        case .banned: self["jury.conflict_banned"]
        }
    }

    /// What stands in the way of an assignment and what would help, a line each.
    func lines(_ obstacle: AssignmentObstacle) -> [String] {
        switch obstacle {
        case .conflicted(let shortages):
            shortages.map { shortage in
                let kinds = shortage.conflicts.sorted { kind($0.key) < kind($1.key) }
                    .map { "\(kind($0.key)) — \($0.value)" }.joined(separator: ", ")
                return text(
                    "jury.obstacle_conflicted",
                    [
                        "entry": shortage.entry, "needed": "\(shortage.needed)", "allowed": "\(shortage.allowed)",
                        "conflicts": kinds.isEmpty ? self["jury.obstacle_caps"] : kinds,
                    ])
            } + [self["jury.obstacle_conflicted_help"]]
        case .overloaded(let entries, let jurors, let needed, let available):
            [
                text(
                    "jury.obstacle_overloaded",
                    [
                        "entries": entries.joined(separator: ", "), "jurors": jurors.joined(separator: ", "),
                        "needed": "\(needed)", "available": "\(available)",
                    ]), self["jury.obstacle_overloaded_help"],
            ]
        case .uneven(let jurors, let needed, let available):
            [
                text(
                    "jury.obstacle_uneven",
                    [
                        "jurors": jurors.joined(separator: ", "), "needed": "\(needed)", "available": "\(available)",
                    ]), self["jury.obstacle_uneven_help"],
            ]
        }
    }
}
