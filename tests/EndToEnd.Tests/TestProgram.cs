using System.Net;
using System.Net.Sockets;
using ServeMulti.Parameters;

namespace ServeMulti;

/// <summary>The programs under tests/TestPrograms, built beside the tests.</summary>
internal static class TestProgram
{
    /// <summary>Makes the command that starts a test program.</summary>
    public static CommandLine Command(string name, params IEnumerable<string> arguments) => new("dotnet", [Find(name), .. arguments]);

    /// <summary>Finds a port of this machine that nobody listens on.</summary>
    public static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Find(string name)
    {
        // .../artifacts/bin/EndToEnd.Tests/debug/
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        string path = Path.Combine(own.Parent!.Parent!.FullName, name, own.Name, name + ".dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"The test program {name} was not built.", path);
    }
}
