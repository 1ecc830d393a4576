using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Proctoring.Core.Privacy;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Storage.Record;

/// <summary>A file whose row is gone can be removed later. Evidence may be in the database, whose failures are no IOException.</summary>
public sealed class RemovedFilesTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_picture_that_cannot_be_removed_does_not_fail_the_write_that_replaced_it()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.OpenSessionAsync();
        var databases = host.Get<IDbContextFactory<ProctoringDb>>();
        var store = new FailingStore(host.Get<IEvidenceStore>(), _ => true);
        ViolationRecorder recorder = new(
            databases,
            new EvidenceWriter(databases, store, NullLogger<EvidenceWriter>.Instance),
            host.Get<SessionEpochs>(),
            host.Clock,
            NullLogger<ViolationRecorder>.Instance
        );
        var rule = RuleCatalog.Default.Rules.Single(rule => rule.Kind.Id == "tab_switch");
        var flag = ViolationNote.Of(rule, Guid.CreateVersion7(), host.Now, host.Now, "by a test");

        foreach (var content in new byte[] { 1, 2 })
            await recorder.RecordAsync(access.SessionId, flag, EvidenceFile.Create(new[] { content }, "image/jpeg", host.Now));

        await using var db = host.OpenDatabase();
        var picture = await db.EvidenceImages.SingleAsync(Cancellation);
        Assert.Equal([2], await store.GetAsync(picture.StoreKey, Cancellation));
        Assert.Equal(1, store.Failures);
    }

    [Fact]
    public async Task A_file_that_cannot_be_removed_keeps_no_other()
    {
        await using var host = await CoreHost.CreateAsync();
        var store = new FailingStore(host.Get<IEvidenceStore>(), key => key == "person/1");
        await store.PutAsync("person/1", "one"u8.ToArray(), Cancellation);
        await store.PutAsync("person/2", "two"u8.ToArray(), Cancellation);

        await new DeletedFiles(store, NullLogger<DeletedFiles>.Instance).DeleteAsync(["person/1", "person/2"]);

        Assert.Equal(1, store.Failures);
        Assert.NotNull(await store.GetAsync("person/1", Cancellation));
        Assert.Null(await store.GetAsync("person/2", Cancellation));
    }

    /// <summary>Fails like PostgreSQL to remove some files.</summary>
    sealed class FailingStore(IEvidenceStore inner, Func<string, bool> fails) : WrappedStore(inner)
    {
        public int Failures { get; private set; }

        public override Task DeleteAsync(string key, CancellationToken cancellation)
        {
            if (!fails(key))
                return base.DeleteAsync(key, cancellation);
            Failures++;
            throw new NpgsqlException("Exception while reading from stream");
        }
    }
}
