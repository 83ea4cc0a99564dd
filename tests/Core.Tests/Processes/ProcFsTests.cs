using System.Text;

namespace ServeMulti.Processes;

public sealed class ProcFsTests
{
    private const string Numbers = "17 42 40 0 -1 4194560 99 0 0 0 1 2 0 0 20 0 1 0 8877 123 45 18446744073709551615";

    [TestCase("python")]
    [TestCase("a b) S 1 2 3")]
    [TestCase(")))")]
    public void Parse_AnyName_ReadsTheFieldsBehindIt(string name)
    {
        var entry = ProcFs.Parse(50, Encoding.UTF8.GetBytes($"50 ({name}) R {Numbers}"));

        Assert.That(entry, Is.EqualTo(new ProcEntry(50, 17, 42, 40, 8877, 'R', Flags: 4194560)));
    }

    [Test]
    public void Parse_KernelThread_IsOne()
    {
        var entry = ProcFs.Parse(2, "2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0 0"u8);

        Assert.That(entry?.IsKernelThread, Is.True);
    }

    [TestCase(4194560, false)]
    [TestCase(4194564, true)]
    public void IsExiting_Flags_TellWhetherTheProcessIsAboutToEnd(int flags, bool isExiting)
    {
        var entry = ProcFs.Parse(
            50,
            Encoding.UTF8.GetBytes($"50 (x) R {Numbers.Replace("4194560", $"{flags}", StringComparison.Ordinal)}")
        );

        Assert.That(entry?.IsExiting, Is.EqualTo(isExiting));
    }

    [TestCase('Z', false)]
    [TestCase('X', false)]
    [TestCase('D', true)]
    [TestCase('T', true)]
    public void IsAlive_State_ZombiesHaveEnded(char state, bool isAlive)
    {
        var entry = ProcFs.Parse(50, Encoding.UTF8.GetBytes($"50 (x) {state} {Numbers}"));

        Assert.That(entry?.IsAlive, Is.EqualTo(isAlive));
    }

    [TestCase("")]
    [TestCase("50 (x")]
    [TestCase("50 (x) R 1 2")]
    [TestCase("50 (x) R a b c d e f g h i j k l m n o p q r s t u v")]
    public void Parse_NoStatLine_IsNull(string text) => Assert.That(ProcFs.Parse(50, Encoding.UTF8.GetBytes(text)), Is.Null);

    [Test]
    [Platform("Linux", Reason = "/proc")]
    public void ReadAll_ThisMachine_HoldsThisProcess()
    {
        Assert.That(ProcFs.ReadAll().Select(entry => entry.Identity), Does.Contain(ProcFs.TryRead(Environment.ProcessId)!.Value.Identity));
    }

    [Test]
    [Platform("Linux", Reason = "/proc")]
    public void TryRead_NoSuchProcess_IsNull()
    {
        const int neverUsed = int.MaxValue;

        Assert.That(ProcFs.TryRead(neverUsed), Is.Null);
        Assert.That(ProcFs.TryReadName(neverUsed), Is.Null);
        Assert.That(ProcFs.HasEnvironmentEntry(neverUsed, "A=1"u8), Is.Null);
    }
}
