using ServeMulti.Parameters;
using ServeMulti.Processes;

// A host that starts one child with a ledger, passes on its lines, and never stops it:
//   TestHost LEDGER EXECUTABLE ARGUMENTS...
// A line on its standard input makes it return from Main, still without stopping the child.
var launcher = new ProcessLauncher(new ProcessLedger(args[0]));
launcher.Start(new ProcessSpec(new CommandLine(args[1], args[2..])) { OutputReceived = Console.WriteLine });
var line = await Console.In.ReadLineAsync();
if (line is null)
{
    await Task.Delay(Timeout.Infinite);
}
