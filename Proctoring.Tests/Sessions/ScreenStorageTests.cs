using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Privacy;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;
using static Proctoring.Tests.Sessions.ScreenScene;

namespace Proctoring.Tests.Sessions;

/// <summary>Stored pictures of the screen: chained, shown, exported and deleted like other evidence.</summary>
public sealed class ScreenStorageTests
{
    [Fact]
    public async Task An_unavailable_database_loses_no_picture_and_a_crash_leaves_no_file_without_a_row()
    {
        await using var host = await CreateAsync(Every);
        var access = await StartAsync(host);
        host.Databases.Away = true;
        Assert.Null(Send(host, access));
        await host.AnalyzedAsync(access);
        host.Databases.Away = false;
        await StoredAsync(host, access, 1);
        var orphan = $"{access.SessionId:N}/{Guid.CreateVersion7():N}";
        await host.Get<IEvidenceStore>().PutAsync(orphan, new byte[] { 1 }, default);

        await host.CrashAndRestartAsync(TimeSpan.FromMinutes(1));
        await host.Get<EvidenceSweep>().RunAsync(default);
        var picture = Assert.Single(await PicturesAsync(host, access));

        Assert.Null(await host.Get<IEvidenceStore>().GetAsync(orphan, default));
        Assert.Equal((Picture, "image/jpeg"), await host.Get<EvidenceReader>().ReadAsync(access.SessionId, picture.Id, default));
        Assert.Null(await host.Get<EvidenceReader>().ReadAsync(Guid.NewGuid(), picture.Id, default));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task A_changed_picture_is_found_and_retention_deletes_it_with_a_record(DatabaseKind kind)
    {
        await using var host = await CreateAsync(Every, kind);
        var access = await StartAsync(host);
        Assert.Null(Send(host, access));
        await EndAsync(host, access);
        var picture = Assert.Single(await PicturesAsync(host, access));
        Assert.True((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Intact);

        await host.Get<IEvidenceStore>().PutAsync(picture.StoreKey, new byte[] { 1 }, default);
        var broken = (await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Broken!;
        host.Clock.Advance(TimeSpan.FromDays(31));
        var due = Assert.Single(await host.Get<RetentionPlan>().PreviewAsync(default), line => line.Type == RetentionType.Pictures);
        await host.Get<RetentionRunner>().RunAsync(StaffViewer.Console, null, default);

        Assert.Equal("has a different picture of the screen than the stored one", broken.Fault);
        Assert.Equal(1, due.Items);
        Assert.Empty(await PicturesAsync(host, access));
        Assert.Null(await host.Get<IEvidenceStore>().GetAsync(picture.StoreKey, default));
        var deleted = Assert.Single(await host.Get<DeletionList>().ReadAsync(access.SessionId, default));
        Assert.Equal((DeletedData.Screen, 1), (deleted.Data, deleted.Count));
        Assert.True((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Intact);
    }

    [Fact]
    public async Task The_limit_counts_the_pictures_from_before_a_restart()
    {
        await using var host = await CreateAsync(Every);
        var access = await StartAsync(host);
        Assert.Null(Send(host, access));
        await StoredAsync(host, access, 1);
        Assert.Equal(Picture.Length, Assert.Single(await PicturesAsync(host, access)).Bytes);
        await using (var database = host.OpenDatabase())
            await database.ScreenPictures.ExecuteUpdateAsync(set =>
                set.SetProperty(picture => picture.Bytes, (int)ScreenReceiver.MostStoredBytes)
            );

        await host.CrashAndRestartAsync(TimeSpan.FromSeconds(11));
        host.Live(access).Join(new CandidateConnection("test"), takeOver: true);
        host.Signal(access, Shared);
        Assert.Null(Send(host, access));
        var report = await EndAsync(host, access);

        Assert.Single(await PicturesAsync(host, access));
        Assert.Contains(report.Violations, flag => flag.Detail == "the limit for pictures of the screen is reached");
    }

    [Fact]
    public async Task The_export_of_a_student_contains_the_pictures_and_the_erasure_removes_them()
    {
        await using var host = await CreateAsync(Every);
        var access = await StartAsync(host);
        Assert.Null(Send(host, access));
        await EndAsync(host, access);
        var picture = Assert.Single(await PicturesAsync(host, access));
        await using (var database = host.OpenDatabase())
        {
            var content = (await ExportedSession.ReadAsync(database, access.SessionId, default))!;
            Assert.Contains(($"screen-{picture.Id:N}.jpg", picture.StoreKey), content.Files);
        }

        await host.Get<StudentErasure>().EraseAsync(Student.OwnPages, "student-1", TestContext.Current.CancellationToken);

        Assert.Empty(await PicturesAsync(host, access));
        Assert.Null(await host.Get<IEvidenceStore>().GetAsync(picture.StoreKey, default));
        Assert.True((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Intact);
    }

    [Fact]
    public async Task A_reviewer_sees_the_picture_of_a_flag()
    {
        await using var host = await CreateAsync(AtFlags);
        var access = await StartAsync(host);
        await FlagAsync(host, access);
        Assert.Null(Send(host, access));
        await EndAsync(host, access);

        var found = (await host.Get<CaseReader>().FindAsync(StaffViewer.Console, access.SessionId, default))!;

        var flag = found.Flags.First(one => one.Type == "multiple_faces_detected");
        Assert.Equal(Assert.Single(await PicturesAsync(host, access)).Id, found.Screen!.At(flag)!.Id);
        Assert.Null(found.Screen.At(flag with { BeganAt = flag.BeganAt.AddMinutes(5) }));
        Assert.Null(found.Screen.At(flag with { BeganAt = flag.BeganAt.AddMinutes(-5) }));
    }
}
