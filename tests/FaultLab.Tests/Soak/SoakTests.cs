using System.Diagnostics;

namespace ServeMulti.FaultLab.Soak;

/// <summary>A quick part of the trial <c>soak</c>, in a process of its own: others' threads and handles are not counted there.</summary>
[TestFixture]
[Platform("Linux", Reason = "Shell scripts and /proc.")]
public sealed class SoakTests
{
    [Test]
    public async Task Soak_CommandsAndFunctions_GrowsNothing()
    {
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ServeMulti.FaultLab.dll"), "soak", "--runs", "200"])
            {
                RedirectStandardOutput = true,
            }
        )!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.That(process.ExitCode, Is.Zero, output);
        Assert.That(output.Split('\n').Count(line => line.StartsWith("held", StringComparison.Ordinal)), Is.EqualTo(2), output);
        Assert.That(output, Does.Contain("     200 "), "it counted to the end");
    }
}
