using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Reports.Files;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;
using static Proctoring.Tests.Reports.ReportScene;

namespace Proctoring.Tests.Reports;

/// <summary>Tests the signatures of the report files, and who may download them.</summary>
public sealed class ReportSignatureTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Fact]
    public async Task A_signature_distinguishes_genuine_changed_and_foreign_files()
    {
        await using var host = await CoreHost.CreateAsync();
        await using var other = await CoreHost.CreateAsync();
        var id = await ReviewedSessionAsync(host);
        var signed = (await Files(host).OfSessionAsync(Reviewer, id, "pdf", default))!;
        var signer = host.Get<ReportSigner>();
        byte[] changed = [.. signed.File.Content];
        changed[^20] ^= 1;

        Assert.Equal(SignatureState.Genuine, signer.Check(signed.File.Content, signed.Signature.Content).State);
        Assert.Equal(SignatureState.Changed, signer.Check(changed, signed.Signature.Content).State);
        Assert.Equal(SignatureState.AnotherKey, other.Get<ReportSigner>().Check(signed.File.Content, signed.Signature.Content).State);
        var backdated = Encoding
            .UTF8.GetString(signed.Signature.Content)
            .Replace("2026-11-23T10", "2026-11-22T10", StringComparison.Ordinal);
        Assert.Equal(SignatureState.AnotherKey, signer.Check(signed.File.Content, Encoding.UTF8.GetBytes(backdated)).State);
        Assert.Equal(SignatureState.NotASignature, signer.Check(signed.File.Content, [1, 2, 3]).State);
        Assert.Equal(SignatureState.NotASignature, signer.Check(signed.File.Content, "null"u8.ToArray()).State);
    }

    [Fact]
    public async Task The_signature_can_be_checked_with_standard_tools()
    {
        await using var host = await CoreHost.CreateAsync();
        var signed = (await Files(host).OfSessionAsync(Reviewer, await ReviewedSessionAsync(host), "json", default))!;
        using var signature = JsonDocument.Parse(signed.Signature.Content);
        string Field(string name) => signature.RootElement.GetProperty(name).GetString()!;

        using var key = ECDsa.Create();
        key.ImportFromPem(host.Get<ReportSigner>().PublicKey);
        var statement =
            $"proctoring-report-v1\n{Field("file")}\n{Convert.ToHexStringLower(SHA256.HashData(signed.File.Content))}\n{Field("asOf")}\n";

        Assert.True(
            key.VerifyData(
                Encoding.UTF8.GetBytes(statement),
                Convert.FromBase64String(Field("signature")),
                HashAlgorithmName.SHA256,
                DSASignatureFormat.Rfc3279DerSequence
            )
        );
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_viewer_without_access_to_a_session_gets_no_report_of_it(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var id = await ReviewedSessionAsync(host);
        var files = Files(host);
        await using var db = host.OpenDatabase();
        var exam = await db
            .Sessions.Where(row => row.Id == id)
            .Select(row => new { row.ExamName, row.ExamId })
            .SingleAsync(TestContext.Current.CancellationToken);
        var named = new StaffUser
        {
            Id = Guid.NewGuid(),
            UserName = "named@example.org",
            Name = "Nadia",
        };
        db.Add(named);
        db.Add(new ExamReviewer { ExamName = exam.ExamName, UserId = named.Id });
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);

        Assert.Null(await files.OfSessionAsync(Reviewer, id, "json", default));
        Assert.Null(await files.ArchiveAsync(Reviewer, id, default));
        Assert.Null(await files.ExamArchiveAsync(Reviewer, exam.ExamId!.Value, default));
        Assert.NotNull(await files.OfSessionAsync(Reviewer with { UserId = named.Id }, id, "json", default));
        Assert.NotNull(await files.OfSessionAsync(Reviewer with { Roles = [StaffRoles.Administrator] }, id, "json", default));
        Assert.Null(await files.OfSessionAsync(Reviewer with { UserId = named.Id, Roles = [] }, id, "json", default));
        Assert.Null(await files.OfSessionAsync(Reviewer with { UserId = named.Id }, id, "exe", default));
    }

    [Fact]
    public async Task The_archive_of_an_exam_contains_all_formats_with_their_signatures()
    {
        await using var host = await CoreHost.CreateAsync();
        await ReviewedSessionAsync(host);
        await ReviewedSessionAsync(host);
        await using var db = host.OpenDatabase();
        var exam = await db.Sessions.Select(row => row.ExamId).Distinct().SingleAsync(TestContext.Current.CancellationToken);

        var archive = await Files(host).ExamArchiveAsync(Reviewer, exam!.Value, default);

        using var zip = new ZipArchive(new MemoryStream(archive!.Content));
        Assert.Equal(
            [
                "proctoring-exam.csv",
                "proctoring-exam.csv.sig",
                "proctoring-exam.json",
                "proctoring-exam.json.sig",
                "proctoring-exam.pdf",
                "proctoring-exam.pdf.sig",
                "public-key.pem",
            ],
            zip.Entries.Select(entry => entry.Name).Order(StringComparer.Ordinal)
        );
        using var json = await JsonDocument.ParseAsync(
            zip.GetEntry("proctoring-exam.json")!.Open(),
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(2, json.RootElement.GetProperty("sessions").GetArrayLength());
    }
}
