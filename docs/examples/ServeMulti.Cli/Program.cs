using ServeMulti.Cli;

InheritedSignals.HearInterrupt();
return await CommandHost.RunAsync(args);
