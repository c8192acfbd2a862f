import Surveys

extension Words {
    func text(_ refusal: SurveyRefusal) -> String {
        switch refusal {
        case .titleMissing: self["refusal.survey.title_missing"]
        case .titleTooLong(let limit): plural("refusal.survey.title_too_long", count: limit)
        case .introductionTooLong(let limit): plural("refusal.survey.introduction_too_long", count: limit)
        case .closesBeforeOpening: self["refusal.survey.closes_before_opening"]
        case .noQuestions: self["refusal.survey.no_questions"]
        case .questionsTooLong: self["refusal.survey.questions_too_long"]
        case .questionTooLong(let line, let limit):
            plural("refusal.survey.question_too_long", count: limit, ["line": "\(line)"])
        case .tooManyQuestions(let limit): plural("refusal.survey.too_many_questions", count: limit)
        case .tooManyOptions(let question, let limit):
            plural("refusal.survey.too_many_options", count: limit, ["question": question])
        case .oneOption(let question): text("refusal.survey.one_option", ["question": question])
        case .optionMalformed(let line): text("refusal.survey.option_malformed", ["line": "\(line)"])
        case .rangeMalformed(let line): text("refusal.survey.range_malformed", ["line": "\(line)"])
        case .labels(let sizes):
            text("refusal.survey.labels", ["low": "\(sizes.lowerBound)", "high": "\(sizes.upperBound)"])
        case .labelTooLong(let limit): plural("refusal.survey.label_too_long", count: limit)
        case .tooManyScales(let limit): plural("refusal.survey.too_many_scales", count: limit)
        case .scaleNameTooLong(let limit): plural("refusal.survey.scale_name_too_long", count: limit)
        case .sameScale(let name): text("refusal.survey.same_scale", ["name": name])
        case .bandsMalformed(let scale): text("refusal.survey.bands_malformed", ["name": scale])
        case .nobodyAsked: self["refusal.survey.nobody_asked"]
        case .noRoles: self["refusal.survey.no_roles"]
        case .answeredAlready: self["refusal.survey.answered_already"]
        case .published: self["refusal.survey.published"]
        case .closed: self["refusal.survey.closed"]
        }
    }

    func text(_ refusal: SurveyAnswerRefusal) -> String {
        switch refusal {
        case .notOpen: self["refusal.survey_answer.not_open"]
        case .closed: self["refusal.survey_answer.closed"]
        case .answered: self["refusal.survey_answer.answered"]
        case .notAsked: self["refusal.survey_answer.not_asked"]
        case .missing(let places): plural("refusal.survey_answer.missing", count: places.count)
        case .outOfRange(_, let range):
            text(
                "refusal.survey_answer.out_of_range", ["low": "\(range.lowerBound)", "high": "\(range.upperBound)"])
        case .tooLong(let limit): plural("refusal.survey_answer.too_long", count: limit)
        case .nothing: self["refusal.survey_answer.nothing"]
        }
    }

    func text(_ refusal: ShareRefusal) -> String {
        switch refusal {
        case .unknown(let login): text("members.no_such_login", ["login": login])
        case .oneself: self["refusal.survey.share_oneself"]
        case .tooMany(let limit): plural("refusal.survey.too_many_readers", count: limit)
        }
    }
}
