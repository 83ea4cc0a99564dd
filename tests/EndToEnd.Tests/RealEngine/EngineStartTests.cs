using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ServeMulti.RealEngine;

/// <summary>An engine that cannot start says why in one line, and exits with 1.</summary>
[TestFixture]
public sealed class EngineStartTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("serve-multi-engine-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("--bogus", "1", "--bogus: unknown option.")]
    [TestCase("--parallel", "0", "--parallel: '0' is no whole number from 1 to 64.")]
    [TestCase("--batch-size", "2", "--batch-size (2) must not be below --parallel (4)")]
    [TestCase("--host", "nowhere", "--host: 'nowhere' is no address.")]
    public async Task Start_BadOption_IsRefused(string name, string value, string message) =>
        Assert.That(await FailAsync(EngineProcess.Executable, name, value), Does.StartWith("error: ").And.Contain(message));

    [Test]
    public async Task Start_PortInUse_IsSaid()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var error = await FailAsync(EngineProcess.Executable, "--port", $"{((IPEndPoint)listener.LocalEndpoint).Port}");

        Assert.That(error, Does.StartWith("error: cannot listen: ").And.Contain("in use"));
    }

    [Test]
    public async Task Start_FileThatIsNoModel_IsSaidWithItsPath()
    {
        var path = Path.Combine(_folder, "junk.gguf");
        await File.WriteAllTextAsync(path, "junk");

        Assert.That(await FailAsync(EngineProcess.Executable, "--port", "0", "--model", path), Does.Contain("error: ").And.Contain(path));
    }

    [Test]
    public async Task Start_PlatformWithoutTheNativeLibrary_SaysThatTheBackendDoesNotLoad()
    {
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(EngineProcess.Executable)!))
        {
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }

        var error = await FailAsync(Path.Combine(_folder, Path.GetFileName(EngineProcess.Executable)), "--port", "0");

        Assert.That(error, Does.StartWith("error: the CPU backend of LLamaSharp does not load on this platform"));
    }

    private static async Task<string> FailAsync(string executable, params string[] options)
    {
        using var process = Process.Start(
            new ProcessStartInfo(executable, options) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(EngineProcess.HangLimit);
        Assert.That(process.ExitCode, Is.EqualTo(1), await error);
        return await error;
    }
}
