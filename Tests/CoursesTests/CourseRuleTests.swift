import Accounts
import Courses
import Foundation
import Spaces
import Storage
import Testing

private let learner = User.ID(rawValue: 7)
private let noon = Date(timeIntervalSince1970: 1_386_237_600)

private func course(_ admission: Admission) -> Course {
    Course(
        id: Course.ID(rawValue: 1), space: Space.ID(rawValue: 1), title: "Дроби", summary: "", visibility: .network,
        admission: admission)
}

@Suite struct AdmissionTests {
    @Test(
        arguments: [
            (Admission(mode: .open), nil, false, 0, EnrolmentRefusal?.none),
            (Admission(mode: .manual), nil, true, 0, .byTeacherOnly),
            (Admission(mode: .key, key: "Весна"), " весна ", false, 0, nil),
            (Admission(mode: .key, key: "Весна"), "осень", false, 0, .wrongKey),
            (Admission(mode: .key, key: "Весна"), nil, false, 0, .wrongKey),
            (Admission(mode: .organisation), nil, true, 0, nil),
            (Admission(mode: .organisation), nil, false, 0, .otherOrganisation),
            (Admission(mode: .open, capacity: 30), nil, false, 29, nil),
            (Admission(mode: .open, capacity: 30), nil, false, 30, .full(capacity: 30)),
            (Admission(mode: .open, opensAt: noon + 1), nil, false, 0, .notYetOpen(opensAt: noon + 1)),
            (Admission(mode: .open, opensAt: noon), nil, false, 0, nil),
            (Admission(mode: .open, closesAt: noon + 1), nil, false, 0, nil),
            (Admission(mode: .open, closesAt: noon), nil, false, 0, .closed),
        ] as [(Admission, String?, Bool, Int, EnrolmentRefusal?)])
    func `a course admits by its rule`(
        admission: Admission, key: String?, belongs: Bool, taken: Int, refusal: EnrolmentRefusal?
    ) {
        let request = EnrolmentRequest.own(key: key, belongsToOrganisation: belongs)
        do {
            _ = try course(admission).admit(learner, request, seatsTaken: taken, at: noon)
            #expect(refusal == nil)
        } catch { #expect(error == refusal) }
    }

    @Test func `a teacher enrols past keys and dates, not past seats`() throws {
        let closed = course(Admission(mode: .key, key: "x", closesAt: noon, capacity: 1))
        _ = try closed.admit(learner, .byTeacher, seatsTaken: 0, at: noon)
        #expect(throws: EnrolmentRefusal.full(capacity: 1)) {
            try closed.admit(learner, .byTeacher, seatsTaken: 1, at: noon)
        }
    }
}

@Suite struct GradeRuleTests {
    @Test(arguments: [
        (84_999_99, 100, 4), (85_000_00, 100, 5), (69_999_99, 100, 3), (70_000_00, 100, 4), (49_999_99, 100, 2),
        (50_000_00, 100, 3), (0, 100, 2), (100_000_00, 100, 5),
    ])
    func `the five-point mark turns exactly at its limits`(raw: Int, maximum: Int, mark: Int) {
        #expect(FivePointTable.standard.mark(earned: Points(rawValue: Int64(raw)), of: Points(maximum)) == mark)
    }

    @Test func `ten tenths make a whole`() {
        let tenth = Points(rounding: 0.1)
        #expect((0..<10).reduce(Points.zero) { sum, _ in sum + tenth } == Points(1))
    }
}
