using CsCheck;

namespace ServeMulti.Parameters;

[TestFixture]
public sealed class CommandOverrideLawTests
{
    private static readonly string[] Options =
    [
        "--a-b",
        "--a_b",
        "--a-b=1",
        "--a_b=",
        "--no-a-b",
        "--no_a_b",
        "--no-a-b=1",
        "--no-no-a-b",
        "--a-b.c_d",
        "--a-b.c_d=true",
        "--x",
        "-x",
        "--",
        "true",
        "1",
        "-1",
        "",
        "--a-b-c",
        "--a-b_c",
        "--a_b-c",
        "--no-a-b_c",
    ];

    private static readonly string[] Keys =
    [
        "a-b",
        "a_b",
        "no-a-b",
        "no_a_b",
        "a-b.c_d",
        "a_b.c_d",
        "a-b-c",
        "a_b_c",
        "a-b_c",
        "x",
        "y",
        "no-y",
    ];

    private static readonly Gen<ParameterValue> Values = Gen.OneOf(
        Gen.Bool.Select(value => (ParameterValue)value),
        Gen.Int[0, 9].Select(value => (ParameterValue)value),
        Gen.OneOf("--a-b", "-x", "", "v", "true").Select(value => (ParameterValue)value)
    );

    private static readonly Gen<ParameterSet> Sets = Gen.Select(Gen.OneOf(Keys).HashSet[0, 6], Values.Array[6])
        .Select((keys, values) => new ParameterSet(keys.DistinctBy(OptionKey.Normalize).Zip(values, KeyValuePair.Create)));

    [Test]
    public void Apply_FewWords_IsWhatTheRulesSay() =>
        Gen.Select(Gen.OneOf(Options).Array[0, 12], Sets)
            .Sample((words, set) => Apply(words, set).SequenceEqual(ReferenceOverride.Apply(words, set)), iter: 20_000);

    [Test]
    public void Apply_ManyWords_IsWhatTheRulesSay() =>
        Gen.Select(Gen.OneOf(Options[..12]).Array[0, 12], Gen.OneOf(Options).Array[0, 12], Sets)
            .Sample(
                (before, behind, set) =>
                {
                    // So many words are found by name.
                    string[] words = [.. before.Where(word => word != "--"), .. Enumerable.Repeat("--other", 600), .. behind];
                    return Apply(words, set).SequenceEqual(ReferenceOverride.Apply(words, set));
                },
                iter: 3_000
            );

    [Test]
    [CancelAfter(60_000)]
    public async Task Apply_VeryManyParametersOnVeryManyWords_TakesNoSquareOfThem(CancellationToken cancellationToken)
    {
        const int Count = 100_000;
        var words = Enumerable.Range(0, Count).SelectMany(number => new[] { $"--k{number}", "1", "--same", "2" }).ToArray();
        var set = new ParameterSet(
            Enumerable.Range(0, Count).Select(number => KeyValuePair.Create($"k{number}", (ParameterValue)3)).Append(new("same", 4))
        );
        var result = await Task.Run(() => Apply(words, set), cancellationToken).WaitAsync(cancellationToken);
        Assert.That(result, Has.Length.EqualTo((2 * Count) + 2));
    }

    private static string[] Apply(string[] words, ParameterSet set) =>
        CommandOverride.Apply(words, OptionToken.FindOptionsEnd(words, 0), set, OptionForms.None);
}
