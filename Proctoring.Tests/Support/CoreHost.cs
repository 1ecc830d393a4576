using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Proctoring.Core;
using Proctoring.Core.Audio;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Keys;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Heads;

namespace Proctoring.Tests.Support;

/// <summary>The product without its web part, on its own database, with a clock, a camera and a microphone that the test
/// controls.</summary>
internal sealed class CoreHost : IAsyncDisposable
{
    readonly IDataProtectionProvider keys;
    readonly TestDatabase database;
    readonly bool ownsDatabase;
    readonly (string Key, string Value)[] own;
    readonly Dictionary<Guid, BrowserState> pages = [];
    readonly Action<IServiceCollection>? configure;
    ServiceProvider services;
    int signals;
    SteppedClock wall;
    int sinceHeartbeat;

    CoreHost(
        TestDatabase database,
        bool ownsDatabase,
        FakeTimeProvider clock,
        IDataProtectionProvider keys,
        (string Key, string Value)[] own,
        Action<IServiceCollection>? configure = null
    )
    {
        (this.database, this.ownsDatabase, this.keys, Clock, this.own, this.configure) = (
            database,
            ownsDatabase,
            keys,
            clock,
            own,
            configure
        );
        wall = new SteppedClock(clock);
        services = Build();
    }

    public FakeTimeProvider Clock { get; private set; }

    public ScriptedFrameReader Camera { get; } = new();

    public ScriptedVoice Voice { get; } = new();

    /// <summary>The server's time, which a step of the wall clock does not move.</summary>
    public DateTime Now => Get<TimeProvider>().GetUtcNow().UtcDateTime;

    /// <summary>Whether the exam page reports its state; false plays a script that has no page.</summary>
    public bool HasPage { get; set; } = true;

    /// <summary>Sets the wall clock forward or back; the monotonic clock continues.</summary>
    public void StepWallClock(TimeSpan by) => wall.Step += by;

    /// <summary>The statements that the product sends to its database.</summary>
    public CommandCounter Commands { get; } = new();

    /// <summary>The database as the running process reaches it. Contexts that the test opens itself are never delayed.</summary>
    public HeldDatabases Databases { get; private set; } = null!;

    public static async Task<CoreHost> CreateAsync(DatabaseKind kind = DatabaseKind.Sqlite, params (string Key, string Value)[] settings)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));
        var database = await TestDatabase.CreateMigratedAsync(kind);
        var host = new CoreHost(database, true, clock, new EphemeralDataProtectionProvider(), settings);
        await host.Get<DatabaseSetup>().RunAsync(CancellationToken.None);
        return host;
    }

    /// <summary>Creates a host with services that the test adds or replaces.</summary>
    public static async Task<CoreHost> CreateAsync(
        DatabaseKind kind,
        Action<IServiceCollection> configure,
        params (string Key, string Value)[] settings
    )
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));
        var database = await TestDatabase.CreateMigratedAsync(kind);
        var host = new CoreHost(database, true, clock, new EphemeralDataProtectionProvider(), settings, configure);
        await host.Get<DatabaseSetup>().RunAsync(CancellationToken.None);
        return host;
    }

    /// <summary>Leaves the process as a crash would, and starts another on the same data as the server does.</summary>
    public async Task RestartAsync()
    {
        services = Build();
        await Get<DatabaseSetup>().RunAsync(CancellationToken.None);
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>A running session in memory.</summary>
    public LiveSession Live(SessionAccess access) =>
        Get<LiveSessions>().Find(access.SessionId) ?? throw new InvalidOperationException("The session does not run.");

    public ProctoringDb OpenDatabase() => Get<IDbContextFactory<ProctoringDb>>().CreateDbContext();

    /// <summary>Simulates a crash: closes nothing, then starts another process on the same data.</summary>
    public async Task CrashAndRestartAsync(TimeSpan away)
    {
        // The crashed process writes nothing any longer.
        Databases.Away = true;
        // A new clock: the timers of the crashed process must not continue.
        Clock = new FakeTimeProvider(Now + away);
        wall = new SteppedClock(Clock);
        services = Build();
        await Get<UnmonitoredSessions>().OpenAllAsync(CancellationToken.None);
    }

    /// <summary>Opens a session of the demo exam; a proctored session already has a reference face.</summary>
    public async Task<SessionAccess> OpenSessionAsync(bool proctored = true, string student = "student-1", GivenConsent? consent = null)
    {
        var access = await Get<SessionOpener>()
            .OpenAsync(
                new SessionRequest
                {
                    StudentId = student,
                    ExamSlug = DemoExam.Slug,
                    Proctored = proctored,
                    Consented = proctored,
                    Consent = consent,
                },
                CancellationToken.None
            );
        if (proctored)
            await GiveFaceAsync(access);
        return access;
    }

    /// <summary>Stores a reference face, so that the session can start.</summary>
    public async Task GiveFaceAsync(SessionAccess access)
    {
        await using var db = OpenDatabase();
        var face = Get<FaceEncryption>().Lock(new FaceEmbedding(new float[192], null));
        (await db.Sessions.SingleAsync(row => row.Id == access.SessionId)).ReferenceFace = face;
        await db.SaveChangesAsync();
    }

    public async Task<SessionAccess> StartSessionAsync(bool proctored = true, GivenConsent? consent = null)
    {
        var access = await OpenSessionAsync(proctored, consent: consent);
        await Get<SessionOpener>().StartAsync(access, CancellationToken.None);
        if (proctored)
            Live(access).Join(new CandidateConnection("test"), takeOver: true);
        return access;
    }

    /// <summary>Plays a scene to a running session, two frames a second.</summary>
    public async Task ShowAsync(SessionAccess access, Scene scene, double seconds)
    {
        for (var frame = 0; frame < seconds * 2; frame++)
        {
            Pass(access, TimeSpan.FromMilliseconds(500));
            if (Live(access).TakeFrame("test", ScriptedFrameReader.Frame(scene)) is { } refusal)
                throw new InvalidOperationException($"The frame was refused: {refusal}");
            await Camera.NextReadAsync();
        }
    }

    /// <summary>Advances the clock second by second, plays a sound in each and waits until the session processed it.</summary>
    public async Task WaitAsync(SessionAccess access, int seconds, Heard heard = Heard.Noise)
    {
        for (var second = 0; second < seconds; second++)
        {
            Pass(access, TimeSpan.FromSeconds(1));
            if (Live(access).TakeSound("test", ScriptedVoice.Piece(heard)) is { } refusal)
                throw new InvalidOperationException($"The sound was refused: {refusal}");
            await Voice.NextReadAsync();
        }
    }

    /// <summary>Waits until everything that was sent is analysed.</summary>
    public Task AnalyzedAsync(SessionAccess access) => AnalyzedByAsync(access, "test");

    /// <summary>The same, if another connection sends.</summary>
    public async Task AnalyzedByAsync(SessionAccess access, string sender)
    {
        // In a pause, sound is discarded before it is read.
        if (Live(access).Sensors.IsPaused)
            return;
        // A piece of sound is read after everything before it, and silence has no effect.
        Live(access).TakeSound(sender, ScriptedVoice.Piece(Heard.Silence));
        await Voice.NextReadAsync();
    }

    /// <summary>Waits until everything that was sent is analysed and stored.</summary>
    public async Task StoredAsync(SessionAccess access)
    {
        await AnalyzedAsync(access);
        if (!await Get<SessionJournals>().Find(access.SessionId)!.FlushAsync())
            throw new InvalidOperationException("The database takes no writes.");
    }

    /// <summary>Lets time pass second by second until a condition holds. The page does not report meanwhile.</summary>
    public async Task UntilAsync(Func<bool> condition, int seconds = 60)
    {
        for (var second = 0; !condition(); second++)
        {
            if (second == seconds)
                throw new TimeoutException($"The condition did not hold within {seconds} seconds of the test's clock.");
            Clock.Advance(TimeSpan.FromSeconds(1));
            // Other threads read, write and answer meanwhile.
            for (var wait = 0; wait < 50 && !condition(); wait++)
                await Task.Delay(10);
        }
    }

    /// <summary>Pauses whose refresh fails: the change is stored, and the running session does not learn of it.</summary>
    public SessionPauses UnheardPauses() =>
        ActivatorUtilities.CreateInstance<SessionPauses>(services, new ClockRefresh(null!, NullLogger<ClockRefresh>.Instance));

    /// <summary>Lets time pass, while the page reports its state at the usual interval.</summary>
    public void Pass(SessionAccess access, TimeSpan time)
    {
        Clock.Advance(time);
        if (HasPage && ++sinceHeartbeat % 3 == 0)
            Signal(access, pages.GetValueOrDefault(access.SessionId) ?? new BrowserState(false, true, null, true));
    }

    /// <summary>Reports the state of the page, or an act in it. Its microphone works unless the state says otherwise.</summary>
    public void Signal(SessionAccess access, BrowserState? state = null, BrowserAct? act = null)
    {
        if (state is not null)
            pages[access.SessionId] = state = state with { Microphone = state.Microphone ?? MicrophoneState.On };
        if (Live(access).TakeSignal("test", new PageSignal("test", ++signals, state, act)) is { } refusal)
            throw new InvalidOperationException($"The signal was refused: {refusal}");
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        if (ownsDatabase)
            await database.DisposeAsync();
    }

    ServiceProvider Build()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Proctoring:DataPath"] = database.Folder,
            ["ConnectionStrings:Proctoring"] = database.Connection,
            // No page is there that could still send answers; tests of late answers set their own time.
            ["Proctoring:LateAnswersWithin"] = "00:00:00",
        };
        foreach (var (key, value) in own)
            settings[key] = value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        // The encryption keys of these tests are in memory.
        var collection = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(wall)
            .AddSingleton(keys)
            .AddSingleton(new EncryptionKeys(() => true));
        collection.AddProctoringCore(configuration, database.Folder);
        collection.Replace(ServiceDescriptor.Singleton<IFrameReader>(Camera));
        collection.Replace(ServiceDescriptor.Singleton<IVoiceDetector>(Voice));
        collection.ConfigureDbContext<SqliteProctoringDb>(options => options.AddInterceptors(Commands));
        collection.ConfigureDbContext<PostgresProctoringDb>(options => options.AddInterceptors(Commands));
        // No test of this host takes a reference photo; those tests use real models.
        collection.Replace(ServiceDescriptor.Singleton(new ReferenceFaceReader(null!)));
        collection.Replace(ServiceDescriptor.Singleton(new HeadShapeReader(null!)));
        configure?.Invoke(collection);
        var factory = collection.Last(service => service.ServiceType == typeof(IDbContextFactory<ProctoringDb>));
        collection.Replace(
            ServiceDescriptor.Singleton<IDbContextFactory<ProctoringDb>>(provider => new HeldDatabases(
                (IDbContextFactory<ProctoringDb>)ActivatorUtilities.CreateInstance(provider, factory.ImplementationType!)
            ))
        );
        var provider = collection.BuildServiceProvider();
        Databases = (HeldDatabases)provider.GetRequiredService<IDbContextFactory<ProctoringDb>>();
        provider.GetRequiredService<VisionModels>().Load();
        // It notes when the server started.
        provider.GetRequiredService<LateAnswers>();
        return provider;
    }
}
