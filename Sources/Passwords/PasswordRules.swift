/// The rules for a new password.
package enum PasswordRules {
    /// The minimum number of characters.
    package static let shortest = 8
    /// The maximum number of bytes: bcrypt reads no more, so a longer one would be weaker than it looks.
    package static let longest = 72

    /// The problem with a new password, in a sentence that starts after its name; nil if there is none.
    ///
    /// - Parameter own: the user's own words, such as the e-mail and the name, which others would try first.
    package static func refusal(of password: String, own: [String]) -> String? {
        if password.unicodeScalars.count < shortest { return "must be at least \(shortest) characters long." }
        if password.utf8.count > longest {
            return "has \(password.utf8.count) bytes in UTF-8; at most \(longest) are possible."
        }
        if password.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            return "must not contain control characters."
        }
        let plain = password.lowercased()
        if CommonPasswords.all.contains(plain) || Set(plain).count == 1 || isDecorated(plain) {
            return "is one of the most common passwords; choose another."
        }
        if own.contains(where: { !$0.isEmpty && $0.lowercased() == plain }) {
            return "must differ from the e-mail and the user name."
        }
        return nil
    }

    /// Whether it is a common password followed by digits and signs, which guessers try next.
    private static func isDecorated(_ password: String) -> Bool {
        let ends = [password.lastIndex(where: \.isLetter), password.lastIndex { $0.isLetter || $0.isNumber }]
        return ends.compactMap { $0 }.contains { last in
            let end = password.index(after: last)
            return password[end...].count < shortest && CommonPasswords.all.contains(String(password[..<end]))
        }
    }
}

/// Passwords of eight characters or more from the top of every list of leaked ones; in lower case.
enum CommonPasswords {
    static let all = Set(
        """
        password password1 password12 password123 password1234 password! p@ssword p@ssw0rd passw0rd passw0rd1 pa55word
        password01 password2 password11 password99 passwort passwort1 mypassword newpassword thepassword 12345678
        123456789 1234567890 12345678910 0123456789 987654321 9876543210 87654321 11111111 111111111 1111111111 22222222
        88888888 99999999 00000000 0987654321 12341234 123123123 1234qwer 12344321 11223344 1122334455 112233445566
        123454321 123qweasd 123qwe123 12qwaszx 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 qazwsxedc
        qazwsx123 q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 zaq12wsx zaq1zaq1 qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234
        qwerty12345 qwerty123456 qwer1234 qwerqwer qweasdzxc qweqweqwe asdfghjk asdfghjkl asdfasdf asdf1234 asdfgh123
        zxcvbnm1 zxcvbnm123 zxcvzxcv abcdefgh abcdefghi abcd1234 abc12345 abc123456 abcabcabc a1234567 a12345678
        a123456789 aa123456 aa12345678 a1b2c3d4 a1s2d3f4 iloveyou iloveyou1 iloveyou2 iloveyou! sunshine sunshine1
        princess princess1 football football1 baseball baseball1 basketball superman superman1 batman123 spiderman
        starwars starwars1 pokemon1 pokemon123 michelle jennifer jonathan christopher victoria elizabeth samantha
        alexander charlie1 jessica1 michael1 jordan23 trustno1 whatever computer computer1 internet internet1 welcome1
        welcome123 letmein1 letmein123 letmeinn dragon123 monkey123 master123 shadow123 admin123 admin1234 admin12345
        administrator adminadmin rootroot toor1234 changeme changeme1 changeme123 default1 test1234 test12345 testtest
        testing1 testing123 temp1234 temppass secret123 secret12 summer2023 summer2024 summer2025 summer2026 winter2023
        winter2024 winter2025 winter2026 spring2024 spring2025 autumn2024 autumn2025 january1 monday123 google123
        facebook linkedin linkedin1 samsung1 samsung123 iphone123 corvette mercedes mustang1 harley123 liverpool
        liverpool1 chelsea1 arsenal1 barcelona manchester california newyork1 australia chocolate chocolate1 butterfly
        rainbow1 flower123 loveyou1 lovelove ilovegod jesus123 jesuschrist blessed1 hello123 hello1234 hellohello
        helloworld freedom1 fuckyou1 fuckyou2 pussy123 killer123 hunter123 hunter22 matrix123 monster1 metallica nirvana1
        slipknot blink182 eminem123 naruto123 minecraft minecraft1 roblox123 fortnite1 fortnite123 qwertzui qwertzuiop
        azertyuiop azerty123 marseille doudou123 parola123 contraseña senha123 senha1234 bismillah sayang123 indonesia
        """.split(whereSeparator: \.isWhitespace).map(String.init)
    )
}
