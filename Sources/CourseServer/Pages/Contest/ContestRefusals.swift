import Contest

extension Words {
    func text(_ refusal: ContestRefusal) -> String {
        switch refusal {
        case .titleMissing: self["refusal.contest.title_missing"]
        case .titleTooLong(let limit): plural("refusal.contest.title_too_long", count: limit)
        case .summaryTooLong(let limit): plural("refusal.contest.summary_too_long", count: limit)
        case .regulationMissing: self["refusal.contest.regulation_missing"]
        case .regulationTooLong(let limit): plural("refusal.contest.regulation_too_long", count: limit)
        case .noStages: self["refusal.contest.no_stages"]
        case .stageTitleMissing: self["refusal.contest.stage_title_missing"]
        case .nominationTitleMissing: self["refusal.contest.nomination_title_missing"]
        case .textTooLong(let limit): plural("refusal.contest.text_too_long", count: limit)
        case .tooManyParts(let limit): plural("refusal.contest.too_many_parts", count: limit)
        case .registrationDatesMissing: self["refusal.contest.registration_dates_missing"]
        case .datesOutOfOrder(let stage):
            stage.map { text("refusal.contest.stage_dates", ["stage": $0]) }
                ?? self["refusal.contest.registration_dates"]
        case .dateInPast: self["refusal.contest.date_in_past"]
        case .startMissing: self["refusal.contest.start_missing"]
        case .outOfRange(let field, let range):
            text(
                "refusal.contest.out_of_range",
                ["field": name(field), "low": "\(range.lowerBound)", "high": "\(range.upperBound)"])
        case .notANumber(let field): text("refusal.contest.not_a_number", ["field": name(field)])
        case .noCriteria(let stage): text("refusal.contest.no_criteria", ["stage": stage])
        case .criterionRange(let title): text("refusal.contest.criterion_range", ["title": title])
        case .levelMalformed(let criterion): text("refusal.contest.level_malformed", ["title": criterion])
        case .serviceMissing(let stage): text("refusal.contest.service_missing", ["stage": stage])
        case .ratingQuestions(let range):
            text(
                "refusal.contest.rating_questions", ["low": "\(range.lowerBound)", "high": "\(range.upperBound)"])
        case .nominationInUse(let title): text("refusal.contest.nomination_in_use", ["title": title])
        case .stageInUse(let title): text("refusal.contest.stage_in_use", ["title": title])
        case .published: self["refusal.contest.published"]
        case .closed: self["refusal.contest.closed"]
        case .hasRegistrations: self["refusal.contest.has_registrations"]
        }
    }

    func text(_ refusal: Registration.Refusal) -> String {
        switch refusal {
        case .notOpen(let opensAt):
            opensAt.map { text("refusal.entry.opens_at", ["date": dateTime($0)]) } ?? self["refusal.entry.not_open"]
        case .over: self["refusal.entry.over"]
        case .notTeacher: self["refusal.entry.not_teacher"]
        case .alreadyRegistered: self["refusal.entry.already_registered"]
        case .organisationMissing: self["refusal.entry.organisation_missing"]
        case .nominationMissing: self["refusal.entry.nomination_missing"]
        case .consentMissing: self["refusal.entry.consent_missing"]
        case .lineTooLong(let limit): plural("refusal.entry.line_too_long", count: limit)
        case .letterTooLong(let limit): plural("refusal.entry.letter_too_long", count: limit)
        case .reasonMissing: self["refusal.entry.reason_missing"]
        case .reasonTooLong(let limit): plural("refusal.entry.letter_too_long", count: limit)
        case .wrongState(let state): text("refusal.entry.wrong_state", ["state": self.state(state)])
        }
    }

    /// As the field is called in its form.
    private func name(_ field: ContestRefusal.Field) -> String {
        switch field {
        case .marksPerEntry: self["contest.marks_per_entry"]
        case .weight: self["contest.stage_weight"]
        case .cut: self["contest.stage_cut"]
        case .latePercent: self["contest.late_percent"]
        case .lateMost: self["contest.late_most"]
        case .laureates: self["contest.laureates"]
        case .finalists: self["contest.finalists"]
        case .services: self["contest.services"]
        case .weeks: self["contest.weeks"]
        case .rating: self["contest.rating"]
        case .appealDays: self["contest.appeal_days"]
        case .trim: self["contest.trim"]
        case .decimals: self["contest.decimals"]
        case .thirdExpertGap: self["contest.third_expert_gap"]
        case .least: self["contest.least"]
        case .lessonMinutes: self["contest.lesson_minutes"]
        case .colleagues: self["contest.lesson_colleagues"]
        case .stay: self["contest.lesson_stay"]
        case .ratingHours: self["contest.rating_hours"]
        case .capacity: self["contest.capacity"]
        case .freezeHours: self["contest.freeze_hours"]
        case .days: self["contest.shift_days"]
        case .entrants: self["contest.entrants"]
        }
    }
}
