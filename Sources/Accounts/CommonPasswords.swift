/// The passwords people try first. NIST SP 800-63B asks to refuse them whatever else they contain.
enum CommonPasswords {
    static func contains(_ password: String) -> Bool {
        let folded = password.lowercased()
        return words.contains(folded) || isRepetition(folded) || isRun(folded)
    }

    /// «аааааааа», «abababab», «12121212».
    private static func isRepetition(_ password: String) -> Bool {
        let characters = Array(password)
        return (1...4).contains { period in
            characters.count > period
                && characters.indices.allSatisfy { $0 < period || characters[$0] == characters[$0 - period] }
        }
    }

    /// «12345678», «87654321», «абвгдежз», and rows of a keyboard.
    private static func isRun(_ password: String) -> Bool {
        rows.contains { row in row.contains(password) || String(row.reversed()).contains(password) }
    }

    private static let rows = [
        "01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюя",
        "qwertyuiopasdfghjklzxcvbnm", "йцукенгшщзхъфывапролджэячсмитьбю", "1q2w3e4r5t6y7u8i9o0p",
        "qazwsxedcrfvtgbyhnujm",
    ]

    private static let words: Set<String> = [
        "password", "password1", "password123", "passw0rd", "p@ssw0rd", "qwerty123", "qwerty12", "admin123",
        "administrator",
        "welcome1", "letmein1", "iloveyou", "sunshine", "princess", "football", "baseball", "superman", "trustno1",
        "dragon123", "monkey123", "michael1", "computer", "internet", "whatever", "starwars", "samsung1", "parol123",
        "пароль123", "пароль12", "пароль1234", "парольпароль", "йцукен123", "любовь123", "россия123", "qwertyui",
        "asdfghjk",
        "zxcvbnm1", "1qaz2wsx", "zaq12wsx", "q1w2e3r4", "abc12345", "abcd1234", "a1b2c3d4", "11223344", "12341234",
        "123123123", "147258369", "159753456", "987654321", "natasha1", "marina123", "school123", "teacher1",
        "uchitel1",
        "uchitel123", "shkola123", "школа123", "учитель1", "ученик123", "changeme", "default1", "guest123", "test1234",
        "testtest", "moodle123", "student1", "student123",
    ]
}
