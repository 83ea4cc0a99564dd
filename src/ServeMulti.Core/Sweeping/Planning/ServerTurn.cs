namespace ServeMulti.Sweeping;

/// <summary>One server for as long as it runs: it is started, executes some runs of each of its cases, and is stopped.</summary>
/// <param name="Server">The server.</param>
/// <param name="FirstRun">The number of the first run of each case that is executed, from 0.</param>
/// <param name="RunCount">How many runs of each case are executed, at least 1; in a search or a scan the most of one case.</param>
public sealed record ServerTurn(PlannedServer Server, int FirstRun, int RunCount)
{
    /// <summary>Gets the numbers of the runs, ascending.</summary>
    public IEnumerable<int> RunNumbers => Enumerable.Range(FirstRun, RunCount);

    /// <summary>Gets whether the server runs for the last time.</summary>
    public bool IsLast => FirstRun + RunCount >= MostRuns(Server);

    /// <summary>Returns whether a run of this number is executed.</summary>
    internal bool Includes(int runNumber) => runNumber >= FirstRun && runNumber - FirstRun < RunCount;

    /// <summary>Lists the turns of servers in an order.</summary>
    internal static IEnumerable<ServerTurn> List(IReadOnlyList<PlannedServer> servers, RunOrder order)
    {
        if (order == RunOrder.CaseByCase)
        {
            return servers.Select(server => new ServerTurn(server, 0, MostRuns(server)));
        }

        return Enumerable
            .Range(0, servers.Select(MostRuns).DefaultIfEmpty(0).Max())
            .SelectMany(round =>
                (order == RunOrder.Alternating && round % 2 == 1 ? servers.Reverse() : servers).Select(server => new ServerTurn(
                    server,
                    round,
                    1
                ))
            );
    }

    private static int MostRuns(PlannedServer server) => server.Cases.Max(planned => planned.Runs);
}
