using Microsoft.Extensions.Configuration;
using Proctoring.Core;
using Proctoring.Core.Vision.Onnx;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>The server refuses to start on wrong settings and names each of them; it warns about unsafe ones.</summary>
public sealed class SettingsTests
{
    [Fact]
    public void All_mistakes_are_reported_at_once_with_their_keys() =>
        Assert.Equal(
            [
                "Proctoring:Api:CallsPerKey: \"many\" is not a whole number",
                "Proctoring:Api:Open: \"perhaps\" is not true or false",
                "Proctoring:FrontPage: \"ajar\" is not one of open, closed",
                "Proctoring:Proxies: must be a list",
                "Proctoring:SignIn:LockFor: \"soon\" is not a time such as 00:00:30",
            ],
            Mistakes(
                ("Proctoring:Api:CallsPerKey", "many"),
                ("Proctoring:Api:Open", "perhaps"),
                ("Proctoring:FrontPage", "ajar"),
                ("Proctoring:Proxies", "10.0.0.1"),
                ("Proctoring:SignIn:LockFor", "soon")
            )
        );

    /// <summary>The server started with an empty SQLite file, or with the stack trace of an exception.</summary>
    [Theory]
    [InlineData("Proctorng", "Host=db", "no such setting; ConnectionStrings:Proctoring sets the database")]
    [InlineData("Proctoring", "postgres://u:secret@db/proctoring", "is not a connection string of Npgsql, such as Host=db;")]
    [InlineData("Proctoring", "Host=db;Passwort=secret", "is not a connection string of Npgsql, such as Host=db;")]
    [InlineData("Proctoring", "Host=db;Port=many", "is not a connection string of Npgsql, such as Host=db;")]
    public void A_connection_string_that_would_not_be_used_is_refused(string name, string value, string mistake)
    {
        var only = Assert.Single(Mistakes(($"ConnectionStrings:{name}", value)));

        Assert.StartsWith($"ConnectionStrings:{name}: {mistake}", only, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", only, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_connection_string_is_no_mistake() =>
        Assert.Empty(Mistakes(("ConnectionStrings:Proctoring", "Host=db"), ("ConnectionStrings:Other", "x")));

    /// <summary>The framework reads any number as a value of an enum.</summary>
    [Theory]
    [InlineData("Proctoring:FrontPage", "7", "\"7\" is not one of open, closed")]
    [InlineData("Proctoring:Mail:Security", "-1", "\"-1\" is not one of starttls, tls, none")]
    public void A_number_that_is_no_choice_is_refused(string key, string value, string mistake) =>
        Assert.Equal($"{key}: {mistake}", Assert.Single(Mistakes((key, value))));

    [Fact]
    public void A_provider_that_the_installed_runtime_lacks_is_refused_and_never_replaced()
    {
        var mistake = Assert.Single(Mistakes(("Proctoring:Vision:Provider", "cuda")));
        Assert.StartsWith(
            "Proctoring:Vision:Provider: the installed ONNX Runtime has no CUDAExecutionProvider, only ",
            mistake,
            StringComparison.Ordinal
        );
        Assert.Contains("CPUExecutionProvider", mistake, StringComparison.Ordinal);
        Assert.Contains("or set Cpu", mistake, StringComparison.Ordinal);
        Assert.Empty(Mistakes(("Proctoring:Vision:Provider", "cpu")));

        // Code that loads a model without this check gets none, and not one on the processor.
        var store = new ModelStore(TestFolders.Models, ModelManifest.BuiltIn(), InferenceProvider.Cuda);
        var refused = Assert.Throws<NotSupportedException>(() => store.Open("iris"));
        Assert.StartsWith("Proctoring:Vision:Provider", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_setting_is_refused_with_the_known_ones()
    {
        var mistake = Assert.Single(Mistakes(("Proctoring:SignIn:LockAfterwards", "3")));
        Assert.StartsWith(
            "Proctoring:SignIn:LockAfterwards: no such setting; there are LinksHold, LockAfter, LockFor,",
            mistake,
            StringComparison.Ordinal
        );
        Assert.Contains("there are", Assert.Single(Mistakes(("Proctoring:Nonsense", "3"))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_silence_of_the_camera_that_a_busy_server_causes_itself_is_refused_in_each_policy()
    {
        const string because =
            "must be at least one and a half times Proctoring:Frames:LongestIntervalMs, or a busy server accuses every candidate";
        (string, string) frames = ("Proctoring:Frames:LongestIntervalMs", "4000");
        (string, string) hasty = ("Proctoring:Policies:hasty:Rules:camera_lost:Silence", "00:00:05");

        Assert.Equal([$"Proctoring:Policies:hasty:Rules:camera_lost:Silence: {because}"], Mistakes(frames, hasty));
        Assert.Equal(
            [$"Proctoring:Rules:camera_lost:Silence: {because}"],
            Mistakes(frames, ("Proctoring:Rules:camera_lost:Silence", "00:00:05"))
        );
        Assert.Empty(Mistakes(frames, hasty, ("Proctoring:Policies:hasty:Rules:camera_lost:Enabled", "false")));
    }

    [Fact]
    public void Evidence_and_keys_in_the_database_need_PostgreSQL()
    {
        (string, string)[] settings = [("Proctoring:Storage:Evidence", "database"), ("Proctoring:Storage:Keys", "database")];

        Assert.Equal(
            [
                "Proctoring:Storage:Evidence: Database needs PostgreSQL; set ConnectionStrings:Proctoring, or choose Folder",
                "Proctoring:Storage:Keys: Database needs PostgreSQL; set ConnectionStrings:Proctoring, or choose Folder",
            ],
            Mistakes(settings)
        );
        Assert.Empty(Mistakes([.. settings, ("ConnectionStrings:Proctoring", "Host=db")]));
    }

    [Fact]
    public void Evidence_in_S3_needs_its_address_bucket_and_key()
    {
        (string, string) evidence = ("Proctoring:Storage:Evidence", "S3");
        Assert.Equal(
            [
                "Proctoring:Storage:S3:Endpoint: \"\" does not begin with http:// or https://",
                "Proctoring:Storage:S3:Bucket: is required, because evidence is stored in S3",
                "Proctoring:Storage:S3:AccessKey: is required, because evidence is stored in S3",
                "Proctoring:Storage:S3:SecretKey: is required, because evidence is stored in S3",
            ],
            Mistakes(evidence)
        );
        (string, string)[] storage =
        [
            evidence,
            ("Proctoring:Storage:S3:Endpoint", "https://s3.example.org"),
            ("Proctoring:Storage:S3:Bucket", "evidence"),
            ("Proctoring:Storage:S3:AccessKey", "id"),
            ("Proctoring:Storage:S3:SecretKey", "secret"),
        ];
        Assert.Empty(Mistakes(storage));
        Assert.Equal(
            ["Proctoring:Storage:Keys: S3 is for evidence only; choose Folder or Database"],
            Mistakes([.. storage, ("Proctoring:Storage:Keys", "S3")])
        );
    }

    [Theory]
    [InlineData("10.0.0.2", true)]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("fd00::/8", true)]
    [InlineData("::1", true)]
    [InlineData("proxy.example", false)]
    [InlineData("10.0.0.0/99", false)]
    public void A_proxy_is_an_address_or_a_network(string proxy, bool valid) =>
        Assert.Equal(valid, Mistakes(("Proctoring:Proxies:0", proxy)).Count == 0);

    [Fact]
    public void A_retired_setting_gets_a_warning_and_does_not_stop_an_update()
    {
        Assert.Empty(Mistakes(("Proctoring:RestoreModelsAtStart", "false")));
        Assert.Empty(Mistakes(("PROCTORING:RESTOREMODELSATSTART", "false")));
        Assert.Contains(
            "Proctoring:RestoreModelsAtStart has no effect",
            Assert.Single(Warnings(true, ("Proctoring:RestoreModelsAtStart", "false"))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_public_server_without_an_address_gets_a_warning()
    {
        Assert.Contains(
            "Proctoring:Api:PublicAddress is not set",
            Assert.Single(Warnings(false, ("AllowedHosts", "*"))),
            StringComparison.Ordinal
        );
        Assert.Contains("Proctoring:Api:PublicAddress is not set", Assert.Single(Warnings(false)), StringComparison.Ordinal);
        Assert.Empty(Warnings(true, ("AllowedHosts", "*")));
        Assert.Empty(Warnings(false, ("AllowedHosts", "exam.example")));
        Assert.Empty(Warnings(false, ("Proctoring:Api:PublicAddress", "https://exam.example")));
    }

    [Fact]
    public void Trusting_every_proxy_gets_a_warning()
    {
        (string, string)[] trusting = [("ForwardedHeaders_Enabled", "true"), ("AllowedHosts", "exam.example")];
        Assert.Contains("Proctoring:Proxies", Assert.Single(Warnings(false, trusting)), StringComparison.Ordinal);
        Assert.Empty(Warnings(false, [.. trusting, ("Proctoring:Proxies:0", "10.0.0.1")]));
    }

    [Fact]
    public void Several_servers_need_a_database_that_they_can_share()
    {
        (string, string) cluster = ("Proctoring:Cluster:Address", "10.0.0.1:11111");
        (string, string) postgres = ("ConnectionStrings:Proctoring", "Host=db");
        var sqlite = Assert.Single(Mistakes(cluster));
        Assert.StartsWith("Proctoring:Cluster:Address: several servers need PostgreSQL", sqlite, StringComparison.Ordinal);
        Assert.Collection(
            Mistakes(cluster, postgres),
            evidence => Assert.StartsWith("Proctoring:Storage:Evidence: must be Database or S3", evidence, StringComparison.Ordinal),
            keys => Assert.StartsWith("Proctoring:Storage:Keys: must be Database", keys, StringComparison.Ordinal)
        );
        (string, string)[] shared = [postgres, ("Proctoring:Storage:Evidence", "Database"), ("Proctoring:Storage:Keys", "Database")];
        Assert.Empty(Mistakes([cluster, .. shared]));
        Assert.Contains(
            "Proctoring:Cluster:Address: \"10.0.0.1\" is not an address with a port",
            Assert.Single(Mistakes([("Proctoring:Cluster:Address", "10.0.0.1"), .. shared])),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Proctoring:Cluster:AdvertisedAddress: other servers cannot reach 0.0.0.0",
            Assert.Single(Mistakes([("Proctoring:Cluster:Address", "0.0.0.0:11111"), .. shared])),
            StringComparison.Ordinal
        );
    }

    static IReadOnlyList<string> Mistakes(params (string Key, string Value)[] settings) =>
        SettingsCheck.Mistakes(Configuration(settings), development: false);

    static IReadOnlyList<string> Warnings(bool development, params (string Key, string Value)[] settings) =>
        SettingsCheck.Warnings(Configuration(settings), development);

    static IConfiguration Configuration(IEnumerable<(string Key, string Value)> settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build();
}
