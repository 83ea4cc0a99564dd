using System.Net;
using System.Net.Sockets;
using ServeMulti.Parameters;

namespace ServeMulti;

/// <summary>The programs that tests start, built beside the tests.</summary>
internal static class TestProgram
{
    /// <summary>Makes the command that starts a test program.</summary>
    public static CommandLine Command(string name, params IEnumerable<string> arguments) => new("dotnet", [Find(name), .. arguments]);

    /// <summary>Makes the command that starts the simulated server.</summary>
    public static CommandLine SimulatedServer(params IEnumerable<string> arguments) =>
        new("dotnet", [FindFile("ServeMulti.SimulatedServer", "SimulatedServer.dll"), .. arguments]);

    /// <summary>Finds a port of this machine that nobody listens on.</summary>
    public static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Finds the executable of a project, which is started as a user would start it.</summary>
    public static string FindExecutable(string project, string name) =>
        FindFile(project, OperatingSystem.IsWindows() ? name + ".exe" : name);

    private static string Find(string name) => FindFile(name, name + ".dll");

    private static string FindFile(string project, string file)
    {
        // .../artifacts/bin/EndToEnd.Tests/debug/
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, file);
        return File.Exists(path) ? path : throw new FileNotFoundException($"The program {project} was not built.", path);
    }
}
