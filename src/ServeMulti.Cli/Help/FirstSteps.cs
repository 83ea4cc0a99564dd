namespace ServeMulti.Cli.Help;

/// <summary>What somebody who knows nothing of the program needs first.</summary>
internal static class FirstSteps
{
    public const string Text = """
        serve-multi starts a server in several configurations, benchmarks each of them, and says which is best.

        Try it now, without a model:
          serve-multi simulate serve m --port 8000 &
          serve-multi bench --port 8000 --num-prompts 100 --request-rate 20

        A sweep needs the command of the server, the command of the benchmark, and what to compare:
          echo '[{"max_num_seqs": 16}, {"max_num_seqs": 64}]' > serve.json
          serve-multi --serve-cmd "vllm serve MODEL" --bench-cmd "vllm bench serve --model MODEL" --serve-params serve.json
        Add --dry-run to see what it would do.

        All options: serve-multi --help
        """;
}
