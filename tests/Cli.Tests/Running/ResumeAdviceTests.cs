using ServeMulti.Parameters;

namespace ServeMulti.Cli.Running;

[TestFixture]
public sealed class ResumeAdviceTests
{
    [TestCase("--serve-cmd 'vllm serve m' --dry-run", "--serve-cmd 'vllm serve m' --dry-run --resume x")]
    [TestCase("-e old --num-runs 2", "--num-runs 2 --resume x")]
    [TestCase("--experiment-name=old --num-runs=2", "--num-runs 2 --resume x")]
    [TestCase("--experiment-name old --show-stdout", "--show-stdout --resume x")]
    [TestCase("--resume x --rerun-changed", "--rerun-changed --resume x")]
    [TestCase("--bench-cmd=-e -o out", "--bench-cmd=-e -o out --resume x")]
    [TestCase(
        "--serve-cmd 'vllm serve m --api-key sk-secret' --api-key-env NAME",
        "--serve-cmd 'vllm serve m --api-key REDACTED' --api-key-env NAME --resume x"
    )]
    [TestCase("--bench-cmd \"it's\"", @"--bench-cmd 'it'\''s' --resume x")]
    [TestCase(
        "--endpoint http://u:pw12345@h --serve-cmd 'x --hf-token t1'",
        "--endpoint http://REDACTED@h --serve-cmd 'x --hf-token REDACTED' --resume x"
    )]
    public void Command_Arguments_AreKeptButForTheName(string arguments, string expected)
    {
        var parsed = CommandHost.Parse([.. CommandLine.Parse($"x {arguments}").Arguments]);

        Assert.That(ResumeAdvice.For(new CommandLine("serve-multi"), parsed, "x").Command, Is.EqualTo($"serve-multi {expected}"));
    }

    [TestCase("--serve-cmd 'vllm serve m --api-key k1' -e old", "--serve-cmd 'vllm serve m --api-key REDACTED'")]
    [TestCase("--num-runs 2 --resume x --rerun-changed --conclude-again --verify", "--num-runs 2")]
    public void ForReports_Arguments_HaveTheFolderAndAPlaceForTheName(string arguments, string expected)
    {
        var parsed = CommandHost.Parse([.. CommandLine.Parse($"x {arguments}").Arguments]);

        Assert.That(
            ResumeAdvice.ForReports(new CommandLine("serve-multi"), parsed),
            Is.EqualTo($"cd {Directory.GetCurrentDirectory()} && serve-multi {expected} --resume {{experiment}}")
        );
    }

    [Test]
    public void For_SecretOfAVariable_IsTheVariable()
    {
        const string Variable = "RESUME_ADVICE_TEST_API_KEY";
        Environment.SetEnvironmentVariable(Variable, "of-a-variable-1");
        try
        {
            var parsed = CommandHost.Parse([
                "--serve-cmd",
                "v --api-key of-a-variable-1 --n 1",
                "--bench-cmd",
                "env B_TOKEN=of-a-variable-1 b",
                "--after-bench-cmd",
                "c --api-key of-another-1",
            ]);
            var advice = ResumeAdvice.For(new CommandLine("serve-multi"), parsed, "x");

            Assert.That(
                advice.Command,
                Is.EqualTo(
                    $"serve-multi --serve-cmd 'v --api-key '\"${Variable}\"' --n 1' --bench-cmd 'env B_TOKEN='\"${Variable}\"' b' --after-bench-cmd 'c --api-key REDACTED' --resume x"
                )
            );
            Assert.That(advice.Hidden, Is.EqualTo(new[] { "--api-key" }));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }
}
