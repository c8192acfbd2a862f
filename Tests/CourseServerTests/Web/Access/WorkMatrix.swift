@testable import CourseServer

extension MatrixRow {
    static let ofWork = [
        //                                                               any gue par  lea oth  tut aut hea  met adm
        // Another's attempt does not exist for who may not grade it; for who may, only its review does.
        MatrixRow("GET /attempts/:attempt", "snn yn nnn nn"),
        MatrixRow("POST /attempts/:attempt/answers", "snn yn nnn nn"),
        MatrixRow("POST /attempts/:attempt/page", "snn yn nnn nn"),
        MatrixRow("GET /attempts/:attempt/review", "snn yn yyy yy"),
        MatrixRow("POST /attempts/:attempt/slots/:slot/mark", "snn fn yyy yy"),
        // The question of this attempt asks for no file: its learner is told so, for others there is no attempt.
        MatrixRow("POST /attempts/:attempt/slots/:slot/files", "snn yn nnn nn"),
        MatrixRow("GET /attempts/:attempt/slots/:slot/files/:asset", "snn nn nnn nn"),
        MatrixRow("POST /attempts/:attempt/slots/:slot/files/:asset/removal", "snn yn nnn nn"),
        MatrixRow("GET /attempts/:attempt/slots/:slot/marking", "snn fn yyy yy"),
        MatrixRow("POST /attempts/:attempt/slots/:slot/marking", "snn fn yyy yy"),
        MatrixRow("GET /attempts/:attempt/slots/:slot/history", "snn fn yyy yy"),

        MatrixRow("POST /activities/:activity/submission/draft", "sff yn fff ff"),
        MatrixRow("POST /activities/:activity/submission", "sff yn fff ff"),
        MatrixRow("POST /activities/:activity/submission/files", "sff yn fff ff"),
        MatrixRow("POST /activities/:activity/submission/files/:file/removal", "sff yn fff ff"),
        MatrixRow("POST /activities/:activity/submission/withdrawal", "sff yn fff ff"),
        MatrixRow("GET /activities/:activity/submissions", "sff fn yyy yy"),
        MatrixRow("GET /activities/:activity/submissions/next", "sff fn yyy yy"),
        MatrixRow("POST /activities/:activity/submissions/release", "sff fn yyy yy"),
        MatrixRow("GET /activities/:activity/extensions", "sff fn yyy yy"),
        MatrixRow("POST /activities/:activity/extensions", "sff fn yyy yy"),

        // Another's work does not exist for who may not mark it; its learner is led back to the step.
        MatrixRow("GET /submissions/:submission", "snn yn yyy yy"),
        MatrixRow("POST /submissions/:submission/mark", "snn fn yyy yy"),
        MatrixRow("POST /submissions/:submission/annotations", "snn fn yyy yy"),
        MatrixRow("POST /submissions/:submission/annotations/:annotation/removal", "snn fn yyy yy"),
        MatrixRow("POST /submissions/:submission/feedback", "snn fn yyy yy"),
        MatrixRow("POST /submissions/:submission/feedback/:file/removal", "snn fn yyy yy"),
        MatrixRow("GET /submissions/:submission/files/:file", "snn yn yyy yy"),

        MatrixRow("POST /activities/:activity/answers", "sff yn fff ff"),
        MatrixRow("GET /activities/:activity/answers", "sff yn yyy yy"),
        MatrixRow("GET /activities/:activity/answers.csv", "sff fn yyy yy"),
    ]
}
