using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Proctoring.Core.Storage;

/// <summary>The database in one file, for a laptop.</summary>
public sealed class SqliteProctoringDb(DbContextOptions<SqliteProctoringDb> options) : ProctoringDb(options)
{
    /// <summary>Lets <c>dotnet ef</c> create migrations without a running program.</summary>
    internal sealed class DesignTime : IDesignTimeDbContextFactory<SqliteProctoringDb>
    {
        public SqliteProctoringDb CreateDbContext(string[] args) =>
            new(new DbContextOptionsBuilder<SqliteProctoringDb>().UseSqlite("Data Source=:memory:").Options);
    }
}
