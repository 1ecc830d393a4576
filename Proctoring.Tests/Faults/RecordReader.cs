using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Tests.Support;
using Proctoring.Web;
using Proctoring.Web.Verbs;

namespace Proctoring.Tests.Faults;

/// <summary>Reads what a server has stored, with the product's own classes and without a server, as a verb does.</summary>
internal sealed class RecordReader : IAsyncDisposable
{
    readonly WebApplication host;

    public RecordReader(string data, IEnumerable<(string Key, string Value)> settings)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ContentRootPath = TestFolders.Root, ApplicationName = "Proctoring.Web" }
        );
        builder.Logging.ClearProviders();
        var all = settings.ToDictionary(setting => setting.Key, string? (setting) => setting.Value);
        all["Proctoring:DataPath"] = data;
        // A pool would keep connections to a server that was killed since.
        if (all.GetValueOrDefault("ConnectionStrings:Proctoring") is { Length: > 0 } connection)
            all["ConnectionStrings:Proctoring"] = new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString;
        builder.Configuration.AddInMemoryCollection(all);
        builder.AddProctoring();
        builder.Services.AddDataProtection().DisableAutomaticKeyGeneration();
        host = builder.Build();
    }

    public Task<ProctoringDb> OpenAsync() => host.Services.GetRequiredService<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync();

    /// <summary>Does what the verb <c>verify all</c> does.</summary>
    public async Task<(bool Intact, string Output)> VerifyAllAsync()
    {
        await using var output = new StringWriter();
        var code = await VerifyVerb.AllAsync(host.Services.GetRequiredService<ChainVerifier>(), output);
        return (code == 0, output.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        SqliteConnection.ClearAllPools();
    }
}
