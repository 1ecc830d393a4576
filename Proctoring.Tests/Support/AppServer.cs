using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Proctoring.Tests.Support;

/// <summary>The whole server on a real port. Its data folder survives a restart.</summary>
internal sealed class AppServer : IAsyncDisposable
{
    readonly Dictionary<string, string> settings;
    readonly bool ownsData;
    readonly Action<IServiceCollection>? configure;
    Factory factory;
    bool stopped;

    AppServer(string data, bool ownsData, Dictionary<string, string> settings, Action<IServiceCollection>? configure = null)
    {
        (Data, this.ownsData, this.settings, this.configure) = (data, ownsData, settings, configure);
        factory = Start(port: 0);
        Address = factory.ClientOptions.BaseAddress.ToString().TrimEnd('/').Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
    }

    /// <summary>Scheme, host and port; the same after a restart.</summary>
    public string Address { get; }

    /// <summary>The server's data folder.</summary>
    public string Data { get; }

    public IServiceProvider Services => factory.Services;

    /// <summary>Starts on a free port, with the restored models.</summary>
    public static AppServer Start(params (string Key, string Value)[] settings) =>
        new(
            NewData(settings),
            true,
            settings.ToDictionary(setting => setting.Key, setting => setting.Value)
        );

    /// <summary>Starts with services that the test adds or replaces.</summary>
    public static AppServer Start((string Key, string Value)[] settings, Action<IServiceCollection> configure) =>
        new(
            NewData(settings),
            true,
            settings.ToDictionary(setting => setting.Key, setting => setting.Value),
            configure
        );

    public T Get<T>()
        where T : notnull => factory.Services.GetRequiredService<T>();

    /// <summary>Stops the server; its port is free until <see cref="StartAgain"/>.</summary>
    public async ValueTask StopAsync()
    {
        if (stopped)
            return;
        stopped = true;
        // Stops like a signal: the server finishes its background work first, and tests rely on that.
        var lifetime = factory.Services.GetRequiredService<IHostApplicationLifetime>();
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStopped.Register(gone.SetResult);
        lifetime.StopApplication();
        await gone.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await factory.DisposeAsync();
    }

    /// <summary>Starts another server on the same port and data.</summary>
    public void StartAgain()
    {
        factory = Start(new Uri(Address).Port);
        stopped = false;
    }

    public HttpClient CreateClient() => new() { BaseAddress = new Uri(Address) };

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (ownsData)
            await TestFolders.DeleteAsync(Data);
    }

    /// <summary>A data folder of its own. Unless the settings name another database, the folder that the server uses has a SQLite file
    /// with the current schema.</summary>
    static string NewData((string Key, string Value)[] settings)
    {
        var data = Directory.CreateTempSubdirectory("proctoring-app-").FullName;
        var used = settings.FirstOrDefault(setting => setting.Key == "Proctoring:DataPath").Value ?? data;
        var elsewhere = settings.Any(setting => setting.Key == "ConnectionStrings:Proctoring" && !string.IsNullOrEmpty(setting.Value));
        if (!elsewhere && !File.Exists(MigratedDatabase.FileIn(used)))
            MigratedDatabase.CopyTo(used);
        return data;
    }

    Factory Start(int port)
    {
        var started = new Factory(Data, settings, configure);
        started.UseKestrel(port);
        started.StartServer();
        return started;
    }

    sealed class Factory(string data, Dictionary<string, string> settings, Action<IServiceCollection>? configure)
        : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseSetting("Proctoring:DataPath", data);
            builder.UseSetting("Proctoring:ModelsPath", TestFolders.Models);
            // Many tests sign in from one address; the test of the limit sets its own.
            builder.UseSetting("Proctoring:SignIn:TriesPerMinute", "10000");
            // The played cameras are short loops; tests of the rule switch it on.
            builder.UseSetting("Proctoring:Rules:camera_replayed:Enabled", "false");
            // Files as a published server serves them: browsers store them, and do not ask again for forty of them on each page.
            if (!settings.ContainsKey("environment"))
                builder.UseSetting("ReloadStaticAssetsAtRuntime", "false");
            foreach (var (key, value) in settings)
                builder.UseSetting(key, value);
            if (!settings.ContainsKey("Proctoring:ModelsPath"))
                builder.ConfigureServices(SharedModels.Use);
            // A hundred thousand rounds make guessing slow, and hundreds of tests.
            builder.ConfigureServices(services => services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1_000));
            if (configure is not null)
                builder.ConfigureServices(configure);
        }
    }
}
