using System.Diagnostics;

namespace ServeMulti.FaultLab.Soak;

[TestFixture]
[Platform("Linux", Reason = "/proc")]
public sealed class SoakSampleTests
{
    [Test]
    public void Take_ThisProcess_CountsWhatIsThere()
    {
        using var file = File.OpenRead(typeof(SoakSampleTests).Assembly.Location);
        using var child = Process.Start("sleep", "1000")!;
        try
        {
            var sample = SoakSample.Take(7);

            Assert.That(sample.Runs, Is.EqualTo(7));
            Assert.That(sample.Handles, Is.GreaterThan(3));
            Assert.That(sample.Threads, Is.GreaterThan(1));
            Assert.That(sample.Children, Is.Positive);
            Assert.That(sample.ResidentBytes, Is.GreaterThan(sample.ManagedBytes).And.GreaterThan(10_000_000));
        }
        finally
        {
            child.Kill();
        }
    }
}
