using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Storage;

/// <summary>
/// The model beside each migration follows from the one before. Two migrations that were written on different branches can each be
/// right and yet not know of each other; SQLite rebuilds tables by these models.
/// </summary>
public sealed class MigrationModelTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task No_migration_forgets_or_foresees_a_column(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var db = database.Open();
        var assembly = db.GetService<IMigrationsAssembly>();
        HashSet<string> before = [];
        List<string> wrong = [];

        foreach (var (id, type) in assembly.Migrations.OrderBy(migration => migration.Key, StringComparer.Ordinal))
        {
            var migration = assembly.CreateMigration(type, db.Database.ProviderName!);
            var model = ColumnsOf(db.GetService<IModelRuntimeInitializer>().Initialize(migration.TargetModel));
            var expected = Apply(before, migration.UpOperations);
            wrong.AddRange(expected.Except(model).Select(column => $"{id} forgets {column}"));
            wrong.AddRange(model.Except(expected).Select(column => $"{id} foresees {column}"));
            before = model;
        }

        Assert.Equal([], wrong);
        Assert.Equal(ColumnsOf(db.GetService<IDesignTimeModel>().Model).Order(), before.Order());
    }

    static HashSet<string> ColumnsOf(IModel model) =>
        [.. model.GetRelationalModel().Tables.SelectMany(table => table.Columns.Select(column => $"{table.Name}.{column.Name}"))];

    static HashSet<string> Apply(HashSet<string> columns, IReadOnlyList<MigrationOperation> operations)
    {
        HashSet<string> after = [.. columns];
        foreach (var operation in operations)
        {
            switch (operation)
            {
                case CreateTableOperation created:
                    after.UnionWith(created.Columns.Select(column => $"{created.Name}.{column.Name}"));
                    break;
                case DropTableOperation dropped:
                    after.RemoveWhere(column => column.StartsWith($"{dropped.Name}.", StringComparison.Ordinal));
                    break;
                case RenameTableOperation renamed:
                    after = [.. after.Select(column => Renamed(column, renamed.Name, renamed.NewName!))];
                    break;
                case AddColumnOperation added:
                    after.Add($"{added.Table}.{added.Name}");
                    break;
                case DropColumnOperation removed:
                    after.Remove($"{removed.Table}.{removed.Name}");
                    break;
                case RenameColumnOperation moved:
                    after.Remove($"{moved.Table}.{moved.Name}");
                    after.Add($"{moved.Table}.{moved.NewName}");
                    break;
            }
        }

        return after;
    }

    static string Renamed(string column, string from, string to) =>
        column.StartsWith($"{from}.", StringComparison.Ordinal) ? $"{to}{column[from.Length..]}" : column;
}
