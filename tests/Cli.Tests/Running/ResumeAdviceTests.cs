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
    public void Command_Arguments_AreKeptButForTheName(string arguments, string expected)
    {
        var parsed = CommandHost.Parse([.. CommandLine.Parse($"x {arguments}").Arguments]);

        Assert.That(ResumeAdvice.Command(new CommandLine("serve-multi"), parsed, "x"), Is.EqualTo($"serve-multi {expected}"));
    }
}
