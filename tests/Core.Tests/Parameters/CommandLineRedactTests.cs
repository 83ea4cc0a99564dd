namespace ServeMulti.Parameters;

[TestFixture]
public sealed class CommandLineRedactTests
{
    [TestCase("v --api-key x", "v --api-key REDACTED")]
    [TestCase("v --api-key=x", "v --api-key=REDACTED")]
    [TestCase("env HF_TOKEN=x v", "env HF_TOKEN=REDACTED v")]
    [TestCase("v --hf_token x --port 1", "v --hf_token REDACTED --port 1")]
    [TestCase("v --max-tokens 5 --tokenizer t", "v --max-tokens 5 --tokenizer t")]
    [TestCase("v --trust-key --port 1", "v --trust-key --port 1")]
    [TestCase("v --header X-Key=1 Y=2 --port 1", "v --header REDACTED REDACTED --port 1")]
    [TestCase("v -H 'X-Key: 1' --port 1", "v -H REDACTED --port 1")]
    [TestCase("v --api-key-env OTHER_KEY --api_key_env X", "v --api-key-env OTHER_KEY --api_key_env X")]
    [TestCase("v --header=X-Key=1", "v --header=REDACTED")]
    [TestCase("v 'Authorization: Bearer x'", "v REDACTED")]
    [TestCase("v --api-key a b", "v --api-key REDACTED b")]
    public void Redact_ValuesOfSecrets_AreHidden(string command, string expected) =>
        Assert.That(CommandLine.Parse(command).Redact().ToString(), Is.EqualTo(expected));

    [Test]
    public void Redact_NoSecret_IsTheSameCommand()
    {
        var command = CommandLine.Parse("vllm serve m --port 8001");

        Assert.That(command.Redact(), Is.EqualTo(command));
    }
}
