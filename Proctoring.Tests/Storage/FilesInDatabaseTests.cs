using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Keys;
using Proctoring.Core.Storage.Record;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Storage;

/// <summary>Evidence and keys in PostgreSQL, for servers without a data folder of their own.</summary>
public sealed class FilesInDatabaseTests
{
    static readonly (string, string) Evidence = ("Proctoring:Storage:Evidence", "Database");
    static readonly (string, string) Keys = ("Proctoring:Storage:Keys", "Database");

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_store_keeps_each_entry_whole_encrypted_and_under_its_key()
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Postgres, Evidence);
        await EvidenceStoreContract.HoldsAsync(
            Assert.IsType<DatabaseEvidenceStore>(host.Get<IEvidenceStore>()),
            key => RawAsync(host, key),
            async key =>
            {
                await using var db = host.OpenDatabase();
                await db.Database.ExecuteSqlAsync(
                    $"""UPDATE "EvidenceFiles" SET "Content" = set_byte("Content", 40, 7) WHERE "Key" = {key}""",
                    Cancellation
                );
            }
        );
    }

    [Fact]
    public async Task A_session_is_recorded_and_verified_without_a_file_in_the_folder()
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Postgres, Evidence, Keys);
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.TwoFaces, 5);
        await host.StoredAsync(access);
        await host.CrashAndRestartAsync(away: TimeSpan.FromSeconds(20));
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        Assert.Contains(report!.Violations, violation => violation.Type == "multiple_faces_detected");
        var finding = await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default);
        Assert.True(finding.Intact, finding.Broken?.ToString());
        await using var db = host.OpenDatabase();
        var image = await db.EvidenceImages.FirstAsync(Cancellation);
        Assert.NotNull(await host.Get<IEvidenceStore>().GetAsync(image.StoreKey, default));
        var paths = host.Get<ProctoringPaths>();
        Assert.Empty(Directory.GetFiles(paths.Evidence, "*", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFiles(paths.Keys));
    }

    [Fact]
    public async Task A_new_server_with_an_empty_folder_reads_what_the_first_one_encrypted()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var certificate = Path.Combine(database.Folder, "keys.pfx");
        await File.WriteAllBytesAsync(certificate, Certificate(), Cancellation);
        (string, string)[] settings =
        [
            ("ConnectionStrings:Proctoring", database.Connection!),
            ("Proctoring:Storage:KeyCertificate", certificate),
            ("Proctoring:Storage:KeyCertificatePassword", "secret"),
            Evidence,
            Keys,
        ];
        string sealedText;
        string publicKey;
        await using (var first = AppServer.Start(settings))
        {
            sealedText = first.Get<IDataProtectionProvider>().CreateProtector("test").Protect("a cookie");
            publicKey = first.Get<SigningKey>().PublicKey;
            await first.Get<IEvidenceStore>().PutAsync("session/picture", "a picture"u8.ToArray(), Cancellation);
        }

        await using var second = AppServer.Start(settings);

        Assert.Equal("a cookie", second.Get<IDataProtectionProvider>().CreateProtector("test").Unprotect(sealedText));
        Assert.Equal(publicKey, second.Get<SigningKey>().PublicKey);
        Assert.Equal("a picture"u8.ToArray(), await second.Get<IEvidenceStore>().GetAsync("session/picture", Cancellation));
        Assert.Null(second.Get<KeyCanary>().Problem());
        await using var db = database.Open();
        var ring = await db
            .Database.SqlQueryRaw<byte[]>("""SELECT "Content" AS "Value" FROM "KeyFiles" WHERE "Name" LIKE 'key-%.xml'""")
            .ToListAsync(Cancellation);
        Assert.All(ring, key => Assert.Contains("EncryptedData", Encoding.UTF8.GetString(key), StringComparison.Ordinal));
        Assert.NotEmpty(ring);
    }

    [Fact]
    public async Task Evidence_and_keys_move_from_the_folder_into_the_database()
    {
        await using var database = await TestDatabase.CreateMigratedAsync(DatabaseKind.Postgres);
        (string, string)[] folder = [("ConnectionStrings:Proctoring", database.Connection!), ("Proctoring:DataPath", database.Folder)];
        string sealedText;
        await using (var before = AppServer.Start(folder))
        {
            sealedText = before.Get<IDataProtectionProvider>().CreateProtector("test").Protect("a cookie");
            await before.Get<IEvidenceStore>().PutAsync("session/picture", "a picture"u8.ToArray(), Cancellation);
        }

        await using var after = AppServer.Start([.. folder, Evidence, Keys]);

        Assert.Equal("a cookie", after.Get<IDataProtectionProvider>().CreateProtector("test").Unprotect(sealedText));
        Assert.Null(after.Get<KeyCanary>().Problem());
        Assert.Equal("a picture"u8.ToArray(), await after.Get<IEvidenceStore>().GetAsync("session/picture", Cancellation));
        Assert.Empty(Directory.GetFiles(after.Get<ProctoringPaths>().Evidence, "*", SearchOption.AllDirectories));
        // The operator removes them after a backup.
        Assert.NotEmpty(Directory.GetFiles(after.Get<ProctoringPaths>().Keys));
    }

    static byte[] Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=keys", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(1));
        return certificate.Export(X509ContentType.Pkcs12, "secret");
    }

    static async Task<byte[]> RawAsync(CoreHost host, string key)
    {
        await using var db = host.OpenDatabase();
        return await db
            .Database.SqlQueryRaw<byte[]>("""SELECT "Content" AS "Value" FROM "EvidenceFiles" WHERE "Key" = {0}""", key)
            .SingleAsync(Cancellation);
    }
}
