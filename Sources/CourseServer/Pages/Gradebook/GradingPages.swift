import Courses
import Markup
import Spaces
import Storage

/// How the course makes one grade of many: its rule, its scale, its categories.
struct GradingPage {
    var sheet: GradebookSheet
    var typed: FormFields?
    var refusal: String?

    private var base: String { "/courses/\(sheet.course.id)/gradebook" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t.text("gradebook.rules_of", ["course": sheet.course.title]), section: .teaching,
            crumbs: [.init(sheet.course.title, "/courses/\(sheet.course.id)"), .init(t["course.gradebook"], base)],
            content: """
                <h1>\(t["gradebook.rules"])</h1>
                \(Parts.refusal(refusal))
                <div class="split"><form method="post" action="\(base)/settings" class="stack">\
                \(RuleFields(rule: sheet.plan.rule, typed: typed, ofCategory: false).html(t))\
                \(Parts.select("scale", t["gradebook.scale"], GradeScale.allCases.map { ($0.rawValue, t.scale($0)) }, chosen: typed?["scale"] ?? sheet.plan.scale.rawValue, hint: table(t)))\
                \(Parts.button(t["gradebook.save_settings"]))</form>
                <section class="stack"><h2>\(t["gradebook.categories"])</h2><p class="muted">\(t["gradebook.categories_hint"])</p>\
                \(when: !sheet.plan.categories.isEmpty, list(t))\
                <p><a class="btn" href="\(base)/categories/new">\(t["gradebook.new_category"])</a></p></section></div>
                """)
    }

    private func table(_ t: Words) -> String {
        t.text(
            "gradebook.table_is",
            [
                "five": "\(sheet.table.excellent)", "four": "\(sheet.table.good)",
                "three": "\(sheet.table.satisfactory)",
                "pass": "\(sheet.table.pass)",
            ])
    }

    private func list(_ t: Words) -> HTML {
        """
        <ul class="list">\(
            sheet.plan.categories.map { category in
                """
                <li><span class="grow"><a href="\(base)/categories/\(category.id.rawValue)">\(category.title)</a><br>\
                <span class="small muted">\(t.aggregation(category.rule.aggregation))\(when: category.rule.dropLowest > 0, ", \(t.plural("gradebook.dropping", count: category.rule.dropLowest))")</span></span>\
                <span class="small muted">\(t.text("gradebook.weight_is", ["weight": t.decimal(category.weight)]))</span></li>
                """ as HTML
            })</ul>
        """
    }
}

/// A category, new or to be changed.
struct CategoryPage {
    var course: Course
    /// Number 0 is a new one.
    var category: GradeCategory
    var typed: FormFields?
    var refusal: String?

    func frame(_ t: Words) -> Frame {
        let base = "/courses/\(course.id)/gradebook"
        let isNew = category.id.rawValue == 0
        let title = isNew ? t["gradebook.new_category"] : category.title
        return Frame(
            title: title, section: .teaching,
            crumbs: [.init(t["course.gradebook"], base), .init(t["gradebook.rules"], base + "/settings")],
            content: """
                <h1>\(title)</h1>
                \(Parts.refusal(refusal))
                <form method="post" action="\(base)/categories\(isNew ? "" : "/\(category.id)")" class="stack">\
                \(Parts.field("title", t["gradebook.category_title"], value: typed?["title"] ?? category.title, attributes: "required maxlength=\"300\""))\
                \(RuleFields(rule: category.rule, typed: typed, ofCategory: true).html(t))\
                \(Parts.field("weight", t["gradebook.weight"], value: typed?["weight"] ?? t.decimal(category.weight), hint: t["gradebook.weight_hint"], attributes: "inputmode=\"decimal\"", short: true))\
                <label class="pick"><input type="checkbox" name="extra" value="1"\(when: typed.map { $0["extra"] != nil } ?? category.isExtra, " checked")>\(t["gradebook.extra"])</label>\
                \(Parts.button(isNew ? t["gradebook.add_category"] : t["gradebook.save_settings"]))</form>
                \(when: !isNew, Parts.action(t["gradebook.remove_category"], to: "\(base)/categories/\(category.id)/removal", "risk", confirm: t["gradebook.remove_category_sure"]))
                """)
    }
}

/// The fields of a rule.
private struct RuleFields {
    var rule: GradeRule
    var typed: FormFields?
    var ofCategory: Bool

    func html(_ t: Words) -> HTML {
        """
        \(Parts.select("aggregation", t["gradebook.aggregation"], Aggregation.allCases.map { ($0.rawValue, t.aggregation($0)) }, chosen: typed?["aggregation"] ?? rule.aggregation.rawValue, hint: t["gradebook.aggregation_hint"]))\
        \(Parts.field("drop", t["gradebook.drop_lowest"], value: typed?["drop"] ?? "\(rule.dropLowest)", type: "number", attributes: "min=\"0\" max=\"20\"", short: true))\
        <label class="pick"><input type="checkbox" name="missing" value="1"\(when: typed.map { $0["missing"] != nil } ?? rule.missingIsZero, " checked")>\(t["gradebook.missing_is_zero"])</label>\
        \(when: ofCategory, Parts.field("points", t["gradebook.category_maximum"], value: typed?["points"] ?? t.decimal(rule.maximum), hint: t["gradebook.category_maximum_hint"], attributes: "inputmode=\"decimal\"", short: true))
        """
    }
}

/// The table of marks of an organisation and everything below it.
struct MarkTablePage {
    var space: Space
    var table: FivePointTable
    var isOwn: Bool
    var typed: FormFields?
    var refusal: String?

    func frame(_ t: Words) -> Frame {
        let address = "/o/\(space.slug)/marks"
        func field(_ name: StaticString, _ label: String, _ value: Int) -> HTML {
            Parts.field(
                name, label, value: typed?[name.description] ?? "\(value)", type: "number",
                attributes: "min=\"1\" max=\"100\" required", short: true)
        }
        return Frame(
            title: t.text("gradebook.table_of", ["name": space.name]), section: .schools,
            crumbs: [.init(space.name, "/o/\(space.slug)")],
            content: """
                <div class="stack tight"><h1>\(t["gradebook.table"])</h1><p class="muted">\(isOwn ? t["gradebook.table_own"] : t["gradebook.table_inherited"])</p></div>
                \(Parts.refusal(refusal))
                <form method="post" action="\(address)" class="stack">\(field("five", t["gradebook.from_five"], table.excellent))\
                \(field("four", t["gradebook.from_four"], table.good))\(field("three", t["gradebook.from_three"], table.satisfactory))\
                \(field("pass", t["gradebook.from_pass"], table.pass))\(Parts.button(t["gradebook.save_settings"]))</form>
                \(when: isOwn, "<form method=\"post\" action=\"\(address)\"><button class=\"quiet\" name=\"inherit\" value=\"1\">\(t["gradebook.table_inherit"])</button></form>")
                """)
    }
}

extension Words {
    func aggregation(_ aggregation: Aggregation) -> String {
        switch aggregation {
        case .sum: self["gradebook.sum_of_points"]
        case .mean: self["gradebook.mean"]
        case .weightedMean: self["gradebook.weighted_mean"]
        case .median: self["gradebook.median"]
        case .mode: self["gradebook.mode"]
        case .highest: self["gradebook.highest"]
        case .lowest: self["gradebook.lowest"]
        }
    }
}
