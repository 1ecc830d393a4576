using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Storage.Chain;

/// <summary>The witnesses of a batch of chains are read together.</summary>
public sealed class ManyWitnessesTests
{
    static readonly ChainEnd First = new(2, new string('a', 64));
    static readonly ChainEnd Second = new(3, new string('b', 64));

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_chain_has_the_same_ends_in_a_batch_as_alone(DatabaseKind kind)
    {
        await using var host = await HostAsync(kind);
        var (witness, store) = (host.Get<ChainWitness>(), host.Get<IEvidenceStore>());
        var (confirmed, continued, begun, late, pictures, none) = (New(), New(), New(), New(), New(), New());
        await ConfirmAsync(witness, confirmed);
        await ConfirmAsync(witness, continued);
        await witness.IntendAsync(new PendingEnd(continued, First, Second, true), Cancellation);
        await witness.IntendAsync(new PendingEnd(begun, ChainEnd.Empty, First, true), Cancellation);
        await witness.IntendAsync(new PendingEnd(late, First, Second, true), Cancellation);
        await store.PutAsync($"{pictures:N}/picture-1", new byte[] { 1 }, Cancellation);
        Guid[] chains = [confirmed, continued, begun, late, pictures, none];

        var many = await witness.ReadManyAsync(chains, Cancellation);

        Assert.Equal(chains.Order(), many.Keys.Order());
        Assert.Equal([First, First, null, null, null, null], chains.Select(chain => many[chain]!.Confirmed));
        Assert.Equal([begun], chains.Where(chain => many[chain]!.Begun.Count > 0));
        Assert.Equal([First], many[begun]!.Begun);
        foreach (var chain in chains)
        {
            var alone = await witness.ReadAsync(chain, Cancellation);
            Assert.Equal((alone.Confirmed, alone.Nothing), (many[chain]!.Confirmed, many[chain]!.Nothing));
            Assert.Equal(alone.Begun, many[chain]!.Begun);
        }
    }

    /// <summary>Such a witness must never count as a chain without one.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_witness_or_an_intention_without_its_form_is_a_damaged_witness_in_a_batch(DatabaseKind kind)
    {
        await using var host = await HostAsync(kind);
        var (changed, intended, none) = (New(), New(), New());
        await host.Get<IEvidenceStore>().PutAsync(ChainWitness.KeyOf(changed), "nonsense"u8.ToArray(), Cancellation);
        await host.Get<IEvidenceStore>().PutAsync($"{ChainWitness.KeyOf(intended)}-2", "nonsense"u8.ToArray(), Cancellation);

        var many = await host.Get<ChainWitness>().ReadManyAsync([changed, intended, none], Cancellation);

        Assert.Null(many[changed]);
        Assert.Null(many[intended]);
        Assert.True(many[none]!.Nothing);
    }

    [Fact]
    public async Task Chains_without_a_witness_are_not_read_one_by_one()
    {
        await using var host = await HostAsync(DatabaseKind.Sqlite);
        var counted = new CountedStore(host.Get<IEvidenceStore>());

        var witness = new ChainWitness(counted, host.Get<TransactionKeeper>());
        var many = await witness.ReadManyAsync([.. Enumerable.Range(0, 50).Select(_ => New())], Cancellation);

        Assert.Equal(50, many.Count);
        Assert.All(many.Values, known => Assert.True(known!.Nothing));
        Assert.Equal((0, 2), (counted.Single, counted.Together));
    }

    static Guid New() => Guid.NewGuid();

    static Task<CoreHost> HostAsync(DatabaseKind kind) =>
        kind == DatabaseKind.Postgres
            ? CoreHost.CreateAsync(kind, ("Proctoring:Storage:Evidence", "Database"))
            : CoreHost.CreateAsync(kind);

    static async Task ConfirmAsync(ChainWitness witness, Guid chain)
    {
        var end = new PendingEnd(chain, ChainEnd.Empty, First, true);
        await witness.IntendAsync(end, Cancellation);
        await witness.ConfirmAsync(end, Cancellation);
    }

    /// <summary>Counts the calls about one chain and those about many.</summary>
    sealed class CountedStore : WrappedStore, IEvidenceStore
    {
        readonly IEvidenceStore store;

        public CountedStore(IEvidenceStore inner)
            : base(inner) => store = inner;

        public int Single { get; private set; }

        public int Together { get; private set; }

        public override Task<byte[]?> GetAsync(string key, CancellationToken cancellation)
        {
            Single++;
            return base.GetAsync(key, cancellation);
        }

        Task<IReadOnlyList<string>> IEvidenceStore.KeysAsync(string folder, CancellationToken cancellation)
        {
            Single++;
            return store.KeysAsync(folder, cancellation);
        }

        Task<IReadOnlyDictionary<string, byte[]?>> IEvidenceStore.GetManyAsync(
            IReadOnlyCollection<string> keys,
            CancellationToken cancellation
        )
        {
            Together++;
            return store.GetManyAsync(keys, cancellation);
        }

        Task<IReadOnlyList<string>> IEvidenceStore.KeysOfManyAsync(IReadOnlyCollection<string> folders, CancellationToken cancellation)
        {
            Together++;
            return store.KeysOfManyAsync(folders, cancellation);
        }
    }
}
