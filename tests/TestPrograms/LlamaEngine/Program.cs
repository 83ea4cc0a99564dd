using ServeMulti.LlamaEngine;

// A small server on a real engine: llama.cpp with a random model. EngineOptions lists what it takes.
return await EngineServer.RunAsync(args);
