using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ServeMulti.Cli;

/// <summary>Free ports, and the commands of real servers and benchmarks on them.</summary>
internal static class TestServer
{
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static string Serve(int port) =>
        string.Create(CultureInfo.InvariantCulture, $"'{CliProcess.Executable}' simulate serve m --step-base-ms 1 --port {port}");

    public static string Bench(string options) =>
        $"'{CliProcess.Executable}' bench --num-prompts 4 --random-input-len 8 --random-output-len 4 {options}";
}
