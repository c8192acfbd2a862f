import Foundation
import Testing

@testable import Statistics

@Suite struct NumberTests {
    /// The first numbers that the author's own demonstration prints for seed 42, stream 54.
    @Test func `random numbers are those of the reference program`() {
        var generator = PCG32(seed: 42, stream: 54)
        let numbers = (0..<6).map { _ in generator.next() }
        #expect(numbers == [0xa15c_02b7, 0x7b47_f409, 0xba1d_3330, 0x83d2_f293, 0xbfa4_784b, 0xcbed_606e])
    }

    @Test func `bounded numbers fill their range evenly`() {
        var generator = PCG32(seed: 1)
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<7_000 { counts[generator.next(below: 7)] += 1 }
        #expect(counts.allSatisfy { (850...1_150).contains($0) })
        var values = Array(0..<50)
        generator.shuffle(&values)
        #expect(values != Array(0..<50) && values.sorted() == Array(0..<50))
    }

    @Test(arguments: [
        (Rational(1, over: 8), 2, "0.13"), (Rational(-1, over: 8), 2, "-0.13"),
        (Rational(124_999, over: 1_000_000), 2, "0.12"),
        (Rational(2_675, over: 1_000), 2, "2.68"), (Rational(1, over: 3), 4, "0.3333"), (Rational(2, over: 3), 0, "1"),
        (Rational(-1, over: 1_000), 2, "0.00"), (Rational(7), 1, "7.0"),
    ])
    func `halves go away from nought`(number: Rational, places: Int, text: String) {
        #expect(number.decimal(places: places) == text)
    }

    @Test func `digits without places are as many as there are`() {
        #expect(Rational(15, over: 2).decimal() == "7.5" && Rational(10).decimal() == "10")
        #expect(Rational(1, over: 3).decimal() == "0.333333333" && Rational(-1, over: 16).decimal() == "-0.0625")
    }

    @Test func `equal fractions are equal, and large ones compare`() {
        #expect(Rational(1, over: 3) == Rational(2, over: 6) && Rational(1, over: 3) < Rational(34, over: 100))
        let large = Int128.max / 2
        #expect(Rational(large, over: large - 1) > Rational(large - 1, over: large - 1))
        #expect(Rational(-large, over: 7) < Rational(-large, over: 8))
        #expect(Rational(1, over: 2) + Rational(1, over: 3) == Rational(5, over: 6))
    }

    @Test func `three diagonals keep determinant and form`() {
        // S = [[2,-1,-1,0],[-1,3,-1,-1],[-1,-1,2.5,-0.5],[0,-1,-0.5,1.5]]
        let matrix = [2, -1, -1, 0, -1, 3, -1, -1, -1, -1, 2.5, -0.5, 0, -1, -0.5, 1.5]
        let vector = [1.0, -2, 0.5, 0.5]
        let system = Tridiagonal(matrix, vector)
        var shifted = matrix.map { 0.7 * $0 }
        for place in 0..<4 { shifted[place * 5] += 1 }
        let factor = Cholesky(shifted, size: 4)
        let form = zip(vector, factor?.solve(vector) ?? []).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(isClose(system.determinantAndForm(ratio: 0.7).form, form, 1e-12))
        #expect(isClose(system.determinantAndForm(ratio: 0).logDeterminant, 0, 1e-12))
        // det of a 4 × 4 matrix I + 0.7S by elimination.
        #expect(isClose(system.determinantAndForm(ratio: 0.7).logDeterminant, determinantLogarithm(shifted), 1e-12))
    }

    private func determinantLogarithm(_ matrix: [Double]) -> Double {
        var a = matrix
        var sum = 0.0
        for pivot in 0..<4 {
            sum += log(a[pivot * 5])
            for row in pivot + 1..<max(4, pivot + 1) {
                let factor = a[row * 4 + pivot] / a[pivot * 5]
                for column in 0..<4 { a[row * 4 + column] -= factor * a[pivot * 4 + column] }
            }
        }
        return sum
    }

    @Test(arguments: [(10, 2.0, 4.649807501726386e-5), (1, 0.5, 0.3934693402873666), (3, 8.0, 0.986246032255997)])
    func `the tail of a Poisson distribution is known`(count: Int, mean: Double, chance: Double) {
        #expect(isClose(poissonTail(from: count, mean: mean), chance, 1e-12))
    }
}
