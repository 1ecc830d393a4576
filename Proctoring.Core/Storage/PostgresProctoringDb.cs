using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Proctoring.Core.Storage;

/// <summary>The database on a PostgreSQL server, for production.</summary>
public sealed class PostgresProctoringDb(DbContextOptions<PostgresProctoringDb> options) : ProctoringDb(options)
{
    /// <summary>Lets <c>dotnet ef</c> create migrations without a server.</summary>
    internal sealed class DesignTime : IDesignTimeDbContextFactory<PostgresProctoringDb>
    {
        public PostgresProctoringDb CreateDbContext(string[] args) =>
            new(new DbContextOptionsBuilder<PostgresProctoringDb>().UseNpgsql("Host=localhost").Options);
    }
}
