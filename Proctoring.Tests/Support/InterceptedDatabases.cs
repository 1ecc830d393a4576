using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Proctoring.Core.Storage;

namespace Proctoring.Tests.Support;

/// <summary>The database of a host, with an interceptor of the test.</summary>
internal sealed class InterceptedDatabases(CoreHost host, IInterceptor interceptor) : IDbContextFactory<ProctoringDb>
{
    public ProctoringDb CreateDbContext()
    {
        using var known = host.OpenDatabase();
        var connection = known.Database.GetConnectionString();
        return known is PostgresProctoringDb
            ? new PostgresProctoringDb(
                new DbContextOptionsBuilder<PostgresProctoringDb>().UseNpgsql(connection).AddInterceptors(interceptor).Options
            )
            : new SqliteProctoringDb(
                new DbContextOptionsBuilder<SqliteProctoringDb>().UseSqlite(connection).AddInterceptors(interceptor).Options
            );
    }
}
