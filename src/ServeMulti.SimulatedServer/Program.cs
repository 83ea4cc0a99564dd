using ServeMulti.Simulation;

return await SimulatedServer.RunAsync(args, CancellationToken.None);
