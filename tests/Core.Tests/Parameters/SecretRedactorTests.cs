using System.Text;

namespace ServeMulti.Parameters;

[TestFixture]
public sealed class SecretRedactorTests
{
    private const string Variable = "SERVEMULTI_REDACTOR_TEST_API_KEY";

    private static readonly SecretRedactor Redactor = new(
        CommandLine.Parse(
            "v --api-key sk-0123456789 --url http://u:pa55w0rd@h -H 'X-Api-Key: Bearer h3ader-value' --extra '{\"token\":\"js0n-t0ken-12345\"}'"
        )
    );

    [TestCase("refused: sk-0123456789.", "refused: REDACTED.")]
    [TestCase("prefixsk-0123456789suffix", "prefixREDACTEDsuffix")]
    [TestCase("pa55w0rd and h3ader-value", "REDACTED and REDACTED")]
    [TestCase("js0n-t0ken-12345", "REDACTED")]
    [TestCase("cut: sk-01234…", "cut: REDACTED…")]
    [TestCase("nothing", "nothing")]
    public void Redact_SecretOfACommand_IsHiddenWhereverItIs(string text, string expected) =>
        Assert.That(Redactor.Redact(text), Is.EqualTo(expected));

    [Test]
    public void Redact_SecretInOtherSpellings_IsHidden()
    {
        const string Secret = "it's a \"quoted\" s3cret/+";
        var redactor = new SecretRedactor(new CommandLine("v", "--password", Secret));
        string[] spellings =
        [
            System.Text.Json.JsonSerializer.Serialize(Secret),
            Uri.EscapeDataString(Secret),
            System.Net.WebUtility.HtmlEncode(Secret),
            Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)),
            new CommandLine("echo", Secret).Arguments[0],
        ];

        Assert.That(spellings.Select(redactor.Redact), Has.All.Contains("REDACTED").And.None.Contains("s3cret"));
    }

    [Test]
    public void Redact_ShortSecret_IsHiddenAsAWordAlone() =>
        Assert.That(
            new SecretRedactor(CommandLine.Parse("v --api-key abcd")).Redact("abcd abcde 'abcd'"),
            Is.EqualTo("REDACTED abcde 'REDACTED'")
        );

    [TestCase("test")]
    [TestCase("EMPTY")]
    public void Redact_PlaceholderOfAKey_IsAWordOfOtherText(string word)
    {
        var command = CommandLine.Parse($"v --api-key {word}");

        Assert.That(command.Redact().ToString(), Is.EqualTo("v --api-key REDACTED"));
        Assert.That(new SecretRedactor(command).Redact($"results/{word}/a"), Is.EqualTo($"results/{word}/a"));
    }

    [Test]
    public void Redact_SecretOfTheEnvironment_IsHidden()
    {
        Environment.SetEnvironmentVariable(Variable, "from-the-environment");
        try
        {
            Assert.That(new SecretRedactor().Redact("it is from-the-environment"), Is.EqualTo("it is REDACTED"));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }

    [Test]
    public void Redact_VariableThatAnOptionNames_ItsValueIsHidden()
    {
        const string Named = "SERVEMULTI_REDACTOR_TEST_OTHER";
        Environment.SetEnvironmentVariable(Named, "named-by-an-option");
        try
        {
            Assert.That(
                new SecretRedactor(CommandLine.Parse($"v --api-key-env {Named}")).Redact("it is named-by-an-option"),
                Is.EqualTo("it is REDACTED")
            );
        }
        finally
        {
            Environment.SetEnvironmentVariable(Named, null);
        }
    }

    [Test]
    public void Redact_KeyOfSeveralLines_EachLineIsHidden()
    {
        var redactor = new SecretRedactor([], [new("TLS_PRIVATE_KEY", "-----BEGIN KEY-----\nMIIBVgIBADANBgkqhkiG\n-----END KEY-----")]);

        Assert.That(redactor.Redact("MIIBVgIBADANBgkqhkiG"), Is.EqualTo("REDACTED"));
    }
}
