using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Storage;

/// <summary>The upgrade that gives students an owner and moves passkeys preserves existing data.</summary>
public sealed class AccessMigrationTests
{
    static readonly DateTime Then = new(2026, 11, 20, 10, 0, 0, DateTimeKind.Utc);

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task A_student_belongs_to_the_only_key_that_started_exams_for_them(DatabaseKind kind)
    {
        await using var test = await TestDatabase.CreateAsync(kind);
        await using var database = await EarlierAsync(test);
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        await AddKeyAsync(database, first, "first");
        await AddKeyAsync(database, second, "second");
        foreach (
            var (student, keys) in new (int, Guid?[])[]
            {
                (1, [first, first]),
                (2, [first, second]),
                (3, [null]),
                (4, [second, null]),
                (5, []),
            }
        )
        {
            await database.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO "Students" ("Id", "ExternalId", "CreatedAt", "PasswordHash") VALUES ({student}, {"s" + student},
                {Then}, 'hash')
                """
            );
            foreach (var key in keys)
                await AddSessionAsync(database, student, key);
        }

        await database.Database.MigrateAsync();

        var students = await database.Students.OrderBy(student => student.Id).ToListAsync();
        Assert.Equal([first, Student.OwnPages, Student.OwnPages, second, Student.OwnPages], students.Select(student => student.OwnerId));
        Assert.Equal([1, 2, 3, 4, 5], students.Select(student => student.Number));
        Assert.All(await database.ApiKeys.ToListAsync(), key => Assert.Equal(key.Id, key.OwnerId));
        Assert.Equal(7, await database.Sessions.CountAsync());
    }

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task A_registered_student_without_an_exam_belongs_to_the_only_key(DatabaseKind kind)
    {
        await using var test = await TestDatabase.CreateAsync(kind);
        await using var database = await EarlierAsync(test);
        var only = Guid.NewGuid();
        await AddKeyAsync(database, only, "only");
        await database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "Students" ("Id", "ExternalId", "CreatedAt", "PasswordHash") VALUES (1, 'registered', {Then},
            'hash'), (2, 'visitor', {Then}, NULL)
            """
        );

        await database.Database.MigrateAsync();

        Assert.Equal(
            [only, Student.OwnPages],
            await database.Students.OrderBy(student => student.Id).Select(student => student.OwnerId).ToListAsync()
        );
    }

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task A_passkey_moves_from_the_tokens_to_its_own_table_once(DatabaseKind kind)
    {
        await using var test = await TestDatabase.CreateAsync(kind);
        await using var database = test.Open();
        await database.Database.MigrateAsync();
        var user = new StaffUser
        {
            Id = Guid.NewGuid(),
            Name = "Rita",
            CreatedAt = Then,
        };
        var earlier = new EarlierPasskeys.EarlierPasskey([1, 2, 3], [4, 5], "Laptop", Then, 7, ["internal"], true, true, false, [6], [8]);
        database.Add(user);
        database.UserTokens.Add(
            new()
            {
                UserId = user.Id,
                LoginProvider = EarlierPasskeys.Provider,
                Name = "hash",
                Value = JsonSerializer.Serialize(earlier),
            }
        );
        await database.SaveChangesAsync();

        await EarlierPasskeys.MoveAsync(database, default);
        await EarlierPasskeys.MoveAsync(database, default);

        await using var later = test.Open();
        Assert.Empty(await later.UserTokens.ToListAsync());
        var moved = Assert.Single(await later.UserPasskeys.ToListAsync());
        Assert.Equal(
            (user.Id, "Laptop", 7u, true, true, false),
            (
                moved.UserId,
                moved.Data.Name,
                moved.Data.SignCount,
                moved.Data.IsUserVerified,
                moved.Data.IsBackupEligible,
                moved.Data.IsBackedUp
            )
        );
        Assert.Equal([1, 2, 3], moved.CredentialId);
        Assert.Equal([4, 5], moved.Data.PublicKey);
        Assert.Equal("internal", Assert.Single(moved.Data.Transports!));
        Assert.Equal(Then, moved.Data.CreatedAt);
    }

    static async Task<ProctoringDb> EarlierAsync(TestDatabase test)
    {
        var database = test.Open();
        await database.GetService<IMigrator>().MigrateAsync("StaffAndIntegrators");
        return database;
    }

    static Task<int> AddKeyAsync(ProctoringDb database, Guid id, string name) =>
        database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "ApiKeys" ("Id", "Name", "Prefix", "Hash", "Scopes", "CreatedAt") VALUES ({id}, {name}, 'jgp_',
            {name}, 'exams', {Then})
            """
        );

    static Task<int> AddSessionAsync(ProctoringDb database, int student, Guid? key) =>
        database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "Sessions" ("Id", "CreatedAt", "ExamName", "FramesRead", "FramesRefused", "Minutes", "Policy", "Proctored",
              "Status", "StudentId",
                "TokenHash", "TotalQuestions", "ApiKeyId")
            VALUES ({Guid.NewGuid()}, {Then}, 'Anatomy', 0, 0, 60, 'standard', {true}, 'Preparing', {student}, {Guid.NewGuid().ToString(
                "N"
            )}, 10, {key})
            """
        );
}
