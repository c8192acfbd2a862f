/// Parts of a Moodle backup, as small as one can be: the element names are those of Moodle's own `backup_qtype_…_plugin`.
enum MoodleSample {
    static let hash = "0123456789abcdef0123456789abcdef01234567"

    static func answers(_ rows: [(id: Int, text: String, fraction: Double)], feedback: String = "") -> String {
        "<answers>"
            + rows.map { row in
                """
                <answer id="\(row.id)"><answertext>\(row.text)</answertext><answerformat>1</answerformat>\
                <fraction>\(row.fraction)</fraction><feedback>\(feedback)</feedback><feedbackformat>1</feedbackformat></answer>
                """
            }.joined() + "</answers>"
    }

    static func question(
        _ id: Int, _ type: String, _ text: String, _ plugin: String, parent: Int = 0, mark: Double = 1
    ) -> String {
        """
        <question id="\(id)"><parent>\(parent)</parent><name>Вопрос \(id)</name><questiontext>\(text)</questiontext>\
        <questiontextformat>1</questiontextformat><defaultmark>\(mark)</defaultmark><penalty>0.3333333</penalty>\
        <qtype>\(type)</qtype><plugin_qtype_\(type)_question>\(plugin)</plugin_qtype_\(type)_question></question>
        """
    }

    static let outcomes = """
        <correctfeedback>Молодец</correctfeedback><correctfeedbackformat>1</correctfeedbackformat>\
        <partiallycorrectfeedback></partiallycorrectfeedback><incorrectfeedback>$@NULL@$</incorrectfeedback>
        """

    /// Embedded answers and their parts, words into gaps and lists, words and markers on a picture, an order.
    static let everyKind = [
        question(
            1, "multianswer", "&lt;p&gt;Столица — {#1}, рек {#2}, цвет {#3}, два: {#4}.&lt;/p&gt;",
            "<answers></answers><multianswer id=\"1\"><question>1</question><sequence>11,12,13,14</sequence></multianswer>"
        ),
        question(
            11, "shortanswer", "{2:SHORTANSWER:=Казань#Да~%50%Казан}",
            answers([(1, "Казань", 1), (2, "Казан", 0.5)], feedback: "&lt;b&gt;Да&lt;/b&gt;")
                + "<shortanswer id=\"1\"><usecase>0</usecase></shortanswer>", parent: 1, mark: 2),
        question(
            12, "numerical", "{1:NUMERICAL:=3:0.5}",
            answers([(3, "3", 1)])
                + "<numerical_units></numerical_units><numerical_records><numerical_record id=\"1\"><answer>3</answer><tolerance>0.5</tolerance></numerical_record></numerical_records>",
            parent: 1),
        question(
            13, "multichoice", "{1:MULTICHOICE_V:=синий~белый}",
            answers([(4, "синий", 1), (5, "белый", 0)])
                + "<multichoice id=\"1\"><layout>1</layout><single>1</single><shuffleanswers>0</shuffleanswers></multichoice>",
            parent: 1),
        // What its tables held is gone: the text of the gap still says it.
        question(14, "multichoice", "{1:MULTIRESPONSE:%50%раз~%50%два~три}", "", parent: 1),
        question(
            2, "ddwtos", "Кот [[2]], пёс [[1]].",
            "<answers><answer id=\"6\"><answertext>лает</answertext><answerformat>1</answerformat><fraction>0</fraction><feedback>O:8:\"stdClass\":2:{s:9:\"draggroup\";s:1:\"2\";s:8:\"infinite\";b:1;}</feedback></answer><answer id=\"7\"><answertext>спит</answertext><answerformat>1</answerformat><fraction>0</fraction><feedback>O:8:\"stdClass\":2:{s:9:\"draggroup\";s:1:\"1\";s:8:\"infinite\";b:0;}</feedback></answer></answers><ddwtos id=\"1\"><shuffleanswers>0</shuffleanswers>\(outcomes)<shownumcorrect>1</shownumcorrect></ddwtos>"
        ),
        question(
            3, "gapselect", "Трава [[1]].",
            "<answers><answer id=\"8\"><answertext>зелёная</answertext><answerformat>0</answerformat><fraction>0</fraction><feedback>1</feedback></answer><answer id=\"9\"><answertext>синяя</answertext><answerformat>0</answerformat><fraction>0</fraction><feedback>1</feedback></answer></answers><gapselect id=\"1\"><shuffleanswers>1</shuffleanswers>\(outcomes)</gapselect>"
        ),
        question(
            4, "ddimageortext", "Подпишите.",
            """
            <ddimageortext id="1"><shuffleanswers>1</shuffleanswers>\(outcomes)</ddimageortext>
            <drags><drag id="21"><no>1</no><draggroup>1</draggroup><infinite>0</infinite><label>лист</label></drag>
            <drag id="22"><no>2</no><draggroup>1</draggroup><infinite>1</infinite><label>корень</label></drag></drags>
            <drops><drop id="32"><no>2</no><xleft>30</xleft><ytop>40</ytop><choice>1</choice><label>наверху</label></drop>
            <drop id="31"><no>1</no><xleft>10</xleft><ytop>20</ytop><choice>2</choice><label></label></drop></drops>
            """),
        question(
            5, "ddmarker", "Где?",
            """
            <ddmarker id="1"><shuffleanswers>0</shuffleanswers>\(outcomes)<showmisplaced>0</showmisplaced></ddmarker>
            <drags><drag id="41"><no>1</no><infinite>0</infinite><label>озеро</label><noofdrags>2</noofdrags></drag>
            <drag id="42"><no>2</no><infinite>1</infinite><label>лес</label><noofdrags>1</noofdrags></drag></drags>
            <drops><drop id="51"><no>1</no><shape>circle</shape><coords>10,20;5</coords><choice>1</choice></drop>
            <drop id="52"><no>2</no><shape>polygon</shape><coords>1,1;9,1;9,9</coords><choice>2</choice></drop></drops>
            """),
        question(
            6, "ordering", "По порядку",
            "<answers><answer id=\"62\"><answertext>два</answertext><answerformat>1</answerformat><fraction>2.0000000</fraction><feedback></feedback></answer><answer id=\"61\"><answertext>раз</answertext><answerformat>1</answerformat><fraction>1.0000000</fraction><feedback></feedback></answer></answers><ordering id=\"1\"><layouttype>1</layouttype><selecttype>0</selecttype><selectcount>0</selectcount><gradingtype>-1</gradingtype><showgrading>1</showgrading>\(outcomes)</ordering>"
        ),
    ]

    /// Which of `everyKind` are asked by themselves.
    static let asked = [1, 2, 3, 4, 5, 6]

    static func files(_ rows: [(context: Int, area: String, item: Int, name: String)]) -> String {
        "<files>"
            + rows.enumerated().map { number, row in
                """
                <file id="\(number)"><contenthash>\(hash)</contenthash><contextid>\(row.context)</contextid><component>question</component>\
                <filearea>\(row.area)</filearea><itemid>\(row.item)</itemid><filepath>/</filepath><filename>\(row.name)</filename></file>
                """
            }.joined() + "</files>"
    }

    /// A course with one quiz of these questions, `asked` in their order; as Moodle 4 keeps its bank when `isNew`.
    static func quiz(of questions: [String], isNew: Bool = false) -> [String: String] {
        let slots = asked.enumerated().map { place, id in
            let question =
                isNew
                ? "<question_reference id=\"\(id)\"><questionbankentryid>\(100 + id)</questionbankentryid><version>$@NULL@$</version></question_reference>"
                : "<questionid>\(id)</questionid>"
            return
                "<question_instance id=\"\(id)\"><slot>\(place + 1)</slot>\(question)<maxmark>1.0000000</maxmark></question_instance>"
        }.joined()
        let bank =
            isNew
            ? "<question_bank_entries>"
                + questions.map { question in
                    let id = question.firstMatch(of: /id="(\d+)"/).map { Int($0.1) ?? 0 } ?? 0
                    return
                        "<question_bank_entry id=\"\(100 + id)\"><question_version><question_versions id=\"\(200 + id)\"><version>1</version><status>ready</status><questions>\(question)</questions></question_versions></question_version></question_bank_entry>"
                }.joined() + "</question_bank_entries>"
            : "<questions>\(questions.joined())</questions>"
        return [
            "moodle_backup.xml": """
            <moodle_backup><information><moodle_release>\(isNew ? "4.5" : "3.11")</moodle_release><original_course_fullname>Курс</original_course_fullname><contents><activities>
            <activity><moduleid>1</moduleid><sectionid>1</sectionid><modulename>quiz</modulename><title>Тест</title><directory>activities/quiz_1</directory></activity>
            </activities></contents></information></moodle_backup>
            """,
            "activities/quiz_1/quiz.xml":
                "<activity id=\"1\" moduleid=\"1\" modulename=\"quiz\" contextid=\"50\"><quiz id=\"1\"><name>Тест</name><question_instances>\(slots)</question_instances></quiz></activity>",
            "activities/quiz_1/module.xml": "<module><visible>1</visible></module>",
            "questions.xml":
                "<question_categories><question_category id=\"1\"><name>К</name><contextid>60</contextid>\(bank)</question_category></question_categories>",
            "files.xml": files([
                (60, "bgimage", 4, "plant.gif"), (60, "dragimage", 22, "root.gif"), (60, "bgimage", 5, "map.gif"),
            ]),
            // The head of a picture of 40 × 30 pixels.
            "files/01/\(hash)": "GIF89a(\0\u{1E}\0",
        ]
    }
}
