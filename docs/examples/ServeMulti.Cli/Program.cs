using ServeMulti.Cli;

return await CommandHost.RunAsync(args);
