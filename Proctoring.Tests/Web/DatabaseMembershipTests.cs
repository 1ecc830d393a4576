using System.Net;
using Npgsql;
using Proctoring.Tests.Support;
using Proctoring.Web.Nodes;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>Tests the tables by which servers find each other.</summary>
public sealed class DatabaseMembershipTests
{
    static readonly DateTime Noon = new(2026, 11, 28, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Each_change_compares_the_version_and_the_row()
    {
        await using var database = await TestDatabase.CreateMigratedAsync(DatabaseKind.Postgres);
        await using var members = new DatabaseMembership(NpgsqlDataSource.Create(database.Connection!));
        var (one, other) = (Member(1), Member(2));
        var empty = await members.ReadAll();
        Assert.Empty(empty.Members);

        Assert.True(await members.InsertRow(one, empty.Version.Next()));
        Assert.False(await members.InsertRow(other, empty.Version.Next()));
        var joined = await members.ReadAll();
        Assert.False(await members.InsertRow(one, joined.Version.Next()));
        Assert.True(await members.InsertRow(other, joined.Version.Next()));

        var (_, etag) = (await members.ReadRow(one.SiloAddress)).Members.Single();
        var now = await members.ReadAll();
        one.Status = SiloStatus.Dead;
        one.SuspectTimes = [Tuple.Create(other.SiloAddress, Noon)];
        Assert.True(await members.UpdateRow(one, etag, now.Version.Next()));
        now = await members.ReadAll();
        Assert.False(await members.UpdateRow(one, etag, now.Version.Next()));
        other.IAmAliveTime = Noon.AddMinutes(1);
        await members.UpdateIAmAlive(other);

        now = await members.ReadAll();
        Assert.Equal(3, now.Version.Version);
        var dead = now.TryGet(one.SiloAddress)!.Item1;
        Assert.Equal((SiloStatus.Dead, "server-1"), (dead.Status, dead.SiloName));
        Assert.Equal(Tuple.Create(other.SiloAddress, Noon), Assert.Single(dead.SuspectTimes!));
        Assert.Equal(Noon.AddMinutes(1), now.TryGet(other.SiloAddress)!.Item1.IAmAliveTime);
        await members.CleanupDefunctSiloEntries(Noon.AddSeconds(1));
        Assert.Equal("server-2", Assert.Single((await members.ReadAll()).Members).Item1.SiloName);
    }

    static MembershipEntry Member(int number) =>
        new()
        {
            SiloAddress = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 11110 + number), number),
            Status = SiloStatus.Active,
            HostName = "host",
            SiloName = $"server-{number}",
            StartTime = Noon,
            IAmAliveTime = Noon,
            SuspectTimes = [],
        };
}
