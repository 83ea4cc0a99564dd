using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ServeMulti.Processes;

namespace ServeMulti.FaultLab.Crash;

/// <summary>One of the places at which hosts are killed side by side: a port of its own, and bystanders that must not be touched.</summary>
internal sealed class CrashLane : IDisposable
{
    // Below the ports that the system gives to clients, which would take ours between two servers.
    private const int FirstPort = 20_000;
    private const int LastPort = 30_000;

    private readonly CrashScripts _scripts;
    private readonly List<Process> _bystanders = [];

    public CrashLane(CrashScripts scripts)
    {
        _scripts = scripts;
        Port = FindFreePort();
        _bystanders.Add(StartBystander("sleep", ["1000000"]));
        _bystanders.Add(StartBystander(Path.Combine(scripts.Folder, "server"), ["--slots", "1"]));
    }

    public int Port { get; }

    /// <summary>Starts a host.</summary>
    /// <param name="trial">The folder of the trial.</param>
    /// <param name="point">What it sweeps, and where it kills itself.</param>
    /// <param name="stage">The name under which its benchmarks write that they were executed.</param>
    public CrashHost StartHost(CrashTrialFolder trial, CrashPoint point, string stage) =>
        CrashHost.Start(
            [
                trial.OutputFolder,
                CrashTrialFolder.ExperimentName,
                point.Kind,
                _scripts.Folder,
                Port.ToString(CultureInfo.InvariantCulture),
                point.Step.ToString(CultureInfo.InvariantCulture),
                point.IsHalfDone.ToString(),
                trial.StepsFile,
            ],
            new Dictionary<string, string>
            {
                [trial.Mark] = "1",
                ["CRASH_PORT"] = Port.ToString(CultureInfo.InvariantCulture),
                ["CRASH_COUNTER"] = trial.CounterFile,
                ["CRASH_STAGE"] = stage,
            }
        );

    /// <summary>Adds to the record of a host's processes that it started the bystanders too: a record alone must not end them.</summary>
    public void ForgeRecord(string path)
    {
        if (File.Exists(path))
        {
            var ledger = new LedgerFile(path);
            _bystanders.ForEach(bystander => ledger.AppendStarted(ProcessMark.Create(), ProcessIdentities.Identify(bystander)));
        }
    }

    /// <summary>Tells whether every bystander is still there.</summary>
    public bool HasAllBystanders() => _bystanders.TrueForAll(bystander => !bystander.HasExited);

    public void Dispose()
    {
        foreach (var bystander in _bystanders)
        {
            bystander.Kill(entireProcessTree: true);
            bystander.Dispose();
        }
    }

    /// <summary>Starts a process with the name and the arguments of one that a host starts.</summary>
    private static Process StartBystander(string executable, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(executable, arguments) { RedirectStandardOutput = true };
        start.Environment["CRASH_PORT"] = FindFreePort().ToString(CultureInfo.InvariantCulture);
        return Process.Start(start)!;
    }

    private static int FindFreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(FirstPort, LastPort);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody listens there: another.
            }
        }
    }
}
