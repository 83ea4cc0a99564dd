using CsCheck;

namespace ServeMulti.Parameters;

[TestFixture]
public sealed class ParameterSweepTests
{
    [Test]
    public void Unchanged_Always_HoldsOneEmptySet() => Assert.That(ParameterSweep.Unchanged, Is.EqualTo([ParameterSet.Empty]));

    [Test]
    public void Initialiser_Sets_KeepOrder()
    {
        var sweep = new ParameterSweep
        {
            new ParameterSet { { "a", 1 } },
            new ParameterSet { { "a", 2 } },
        };

        Assert.That(sweep.Select(set => set[0].Value.Text), Is.EqualTo(["1", "2"]));
    }

    [Test]
    public void Add_SameName_IsRefused() =>
        Assert.That(
            () =>
                new ParameterSweep
                {
                    new ParameterSet { Name = "n" },
                    new ParameterSet { Name = "n" },
                },
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("Duplicate _benchmark_name values: 'n'")
        );

    [Test]
    public void Add_AfterTheSweepWasRead_Fails()
    {
        var sweep = new ParameterSweep { ParameterSet.Empty };
        _ = sweep.Count;

        Assert.That(() => sweep.Add(ParameterSet.Empty), Throws.InvalidOperationException);
        Assert.That(() => ParameterSweep.Unchanged.Add(ParameterSet.Empty), Throws.InvalidOperationException);
    }

    [Test]
    public void Grid_Axes_GivesEveryCombinationLastAxisFastest()
    {
        var sweep = ParameterSweep.Grid(("a", [1, "x"]), ("b", [true, 0.5]));

        Assert.That(
            sweep,
            Is.EqualTo([
                new ParameterSet { { "a", 1 }, { "b", true } },
                new ParameterSet { { "a", 1 }, { "b", 0.5 } },
                new ParameterSet { { "a", "x" }, { "b", true } },
                new ParameterSet { { "a", "x" }, { "b", 0.5 } },
            ])
        );
    }

    [Test]
    public void Grid_AnyAxes_GivesEveryCombinationOnce() =>
        Gen.Int[0, 4]
            .Array[1, 4]
            .Sample(sizes =>
            {
                var sweep = ParameterSweep.Grid([
                    .. sizes.Select(
                        (size, axis) =>
                            ($"k{axis}", (IReadOnlyList<ParameterValue>)[.. Enumerable.Range(0, size).Select(i => (ParameterValue)i)])
                    ),
                ]);
                return sweep.Count == sizes.Aggregate(1, (product, size) => product * size) && sweep.Distinct().Count() == sweep.Count;
            });

    [Test]
    public void Grid_NoAxes_IsUnchanged() => Assert.That(ParameterSweep.Grid(), Is.EqualTo(ParameterSweep.Unchanged));

    [Test]
    public void Grid_KeyTwice_IsRefused() =>
        Assert.That(
            () => ParameterSweep.Grid(("a_b", [1]), ("a-b", [2])),
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("'a-b'")
        );

    [Test]
    public void Zip_Axes_PairsTheirValues() =>
        Assert.That(
            ParameterSweep.Zip(("a", [1, 2]), ("b", ["x", "y"])),
            Is.EqualTo([new ParameterSet { { "a", 1 }, { "b", "x" } }, new ParameterSet { { "a", 2 }, { "b", "y" } }])
        );

    [Test]
    public void Zip_DifferentLengths_IsRefused() =>
        Assert.That(
            () => ParameterSweep.Zip(("a", [1, 2]), ("b", ["x"])),
            Throws
                .TypeOf<InvalidInputException>()
                .With.Message.EqualTo("zip: key 'a' has 2 values, key 'b' has 1; give all keys the same number of values.")
        );

    [Test]
    public void Zip_KeyTwice_IsRefused() =>
        Assert.That(() => ParameterSweep.Zip(("a", [1]), ("a", [2])), Throws.TypeOf<InvalidInputException>());

    [Test]
    public void Product_NamedSweeps_JoinsNames()
    {
        var tp = new ParameterSweep { new ParameterSet { Name = "tp1" }.With("tp", 1), new ParameterSet { Name = "tp2" }.With("tp", 2) };
        var seqs = new ParameterSweep
        {
            new ParameterSet { Name = "small" }.With("seqs", 8),
            new ParameterSet { { "seqs", 64 } },
        };

        var sweep = ParameterSweep.Product(tp, seqs);

        Assert.That(sweep.Select(set => set.Name), Is.EqualTo(["tp1-small", null, "tp2-small", null]));
        Assert.That(sweep[3].Select(pair => pair.Value.Text), Is.EqualTo(["2", "64"]));
    }

    [Test]
    public void Product_SharedKey_IsRefused()
    {
        var sweep = new ParameterSweep { new ParameterSet { { "a", 1 } } };

        Assert.That(
            () => ParameterSweep.Product(sweep, sweep),
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("'a' appears in two")
        );
    }

    [Test]
    public void Product_SweepWithoutSets_HasNone() =>
        Assert.That(ParameterSweep.Product(ParameterSweep.Unchanged, new ParameterSweep()), Is.Empty);
}
