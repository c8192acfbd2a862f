extension [Int64] {
    /// The values in ascending order, in time proportional to their number: digits of eleven bits, the least first.
    /// Marks are whole numbers within narrow bounds, so two or three digits do.
    func radixSorted() -> [Int64] {
        let bits = 11
        guard count > 1 << (bits - 2), let least = self.min(), let greatest = self.max() else { return sorted() }
        let range = UInt64(bitPattern: greatest &- least)
        var (values, sorted) = (self, self)
        var shift = 0
        while shift < 64, range >> UInt64(shift) > 0 {
            var places = [Int](repeating: 0, count: 1 << bits)
            func digit(_ value: Int64) -> Int {
                Int(truncatingIfNeeded: UInt64(bitPattern: value &- least) >> UInt64(shift)) & (1 << bits - 1)
            }
            for value in values { places[digit(value)] += 1 }
            var sum = 0
            for index in places.indices { (places[index], sum) = (sum, sum + places[index]) }
            for value in values {
                let index = digit(value)
                sorted[places[index]] = value
                places[index] += 1
            }
            swap(&values, &sorted)
            shift += bits
        }
        return values
    }
}
