using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Proctoring.Core.Storage;
using Xunit;

namespace Proctoring.Tests.Storage;

/// <summary>While the servers of a cluster are updated one after the other, those of the version before work on the migrated database.
/// So a migration only adds, and demands nothing that they do not write.</summary>
public sealed class RollingUpdateTests
{
    /// <summary>What the migrations before the first release took or demanded. A new entry needs a line in CHANGELOG.md: all servers must
    /// stop before that update. A statement in SQL is listed after a person has read it.</summary>
    static readonly string[] BeforeTheFirstRelease =
    [
        "20261128005400_AccessAndOwners runs SQL",
        "20261128005400_AccessAndOwners refuses equal Students (OwnerId, Email)",
        "20261128005400_AccessAndOwners refuses equal Students (OwnerId, ExternalId)",
        "20261128005400_AccessAndOwners refuses equal Students (OwnerId, Number)",
        "20261128010036_CrashSafeChains renames ChainHeads.SessionId",
        "20261128010036_CrashSafeChains renames ChainLinks.SessionId",
        "20261128110000_FilesInTheDatabase runs SQL",
        "20261128141500_ClusterMembers runs SQL",
        "20261128142026_ExamAuthoring refuses equal Questions (ExamId, Version, Number)",
        "20261128215529_Invitations alters ExamInvitations.Email",
        "20261128215529_Invitations drops ExamInvitations.TokenHash",
        "20261128215529_Invitations refuses equal ExamInvitations (ExamId, StudentId)",
        "20261128215529_Invitations restricts ExamInvitations (StudentId)",
    ];

    [Fact]
    public async Task A_migration_lets_servers_of_the_version_before_work()
    {
        var options = new DbContextOptionsBuilder<PostgresProctoringDb>().UseNpgsql("Host=localhost").Options;
        await using var database = new PostgresProctoringDb(options);
        var assembly = database.GetService<IMigrationsAssembly>();
        List<string> found = [];

        foreach (var (id, type) in assembly.Migrations)
        {
            var operations = assembly.CreateMigration(type, database.Database.ProviderName!).UpOperations;
            found.AddRange(Faults(operations).Distinct().Select(fault => $"{id} {fault}"));
        }

        Assert.Equal(BeforeTheFirstRelease.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void New_tables_and_columns_with_null_or_a_default_are_allowed()
    {
        MigrationBuilder migration = new(null);
        migration.CreateTable("New", table => new { Id = table.Column<int>() });
        migration.CreateIndex("IX_New_Id", "New", "Id", unique: true);
        migration.AddColumn<int>("Count", "Sessions", defaultValue: 0);
        migration.AddColumn<string>("Code", "Sessions", nullable: true);
        migration.CreateIndex("IX_Sessions_Code", "Sessions", "Code", unique: true);
        migration.CreateIndex("IX_Sessions_Count", "Sessions", "Count");
        Assert.Empty(Faults(migration.Operations));

        migration.AddColumn<int>("Demanded", "Sessions");
        migration.DropTable("Old");

        Assert.Equal(["demands Sessions.Demanded", "drops Old"], Faults(migration.Operations));
    }

    static IEnumerable<string> Faults(IReadOnlyList<MigrationOperation> operations)
    {
        HashSet<string> tables = [.. operations.OfType<CreateTableOperation>().Select(table => table.Name)];
        // Servers that do not know these columns leave them empty.
        HashSet<string> empty =
        [
            .. operations.OfType<AddColumnOperation>().Where(column => column.IsNullable).Select(column => $"{column.Table}.{column.Name}"),
        ];
        bool Matters(string table, string[] columns) =>
            !tables.Contains(table) && !columns.Any(column => empty.Contains($"{table}.{column}"));
        foreach (var operation in operations)
        {
            if (FaultOf(operation, Matters) is { } fault)
                yield return fault;
        }
    }

    static string? FaultOf(MigrationOperation operation, Func<string, string[], bool> matters) =>
        operation switch
        {
            SqlOperation => "runs SQL",
            DropTableOperation table => $"drops {table.Name}",
            RenameTableOperation table => $"renames {table.Name}",
            DropColumnOperation column => $"drops {column.Table}.{column.Name}",
            RenameColumnOperation column => $"renames {column.Table}.{column.Name}",
            AlterColumnOperation column when IsOther(column, column.OldColumn) => $"alters {column.Table}.{column.Name}",
            AddColumnOperation { IsNullable: false, DefaultValue: null, DefaultValueSql: null } column =>
                $"demands {column.Table}.{column.Name}",
            CreateIndexOperation { IsUnique: true } index when matters(index.Table, index.Columns) =>
                $"refuses equal {index.Table} ({string.Join(", ", index.Columns)})",
            AddUniqueConstraintOperation unique when matters(unique.Table, unique.Columns) =>
                $"refuses equal {unique.Table} ({string.Join(", ", unique.Columns)})",
            AddForeignKeyOperation key when matters(key.Table, key.Columns) => $"restricts {key.Table} ({string.Join(", ", key.Columns)})",
            AddCheckConstraintOperation check when matters(check.Table, []) => $"restricts {check.Table} ({check.Name})",
            _ => null,
        };

    static bool IsOther(ColumnOperation column, ColumnOperation before) =>
        column.IsNullable != before.IsNullable || column.ColumnType != before.ColumnType;
}
