using System.Diagnostics;
using Proctoring.Core.Integration;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>Installs the NuGet client into an empty project, and calls a real server with it.</summary>
public sealed class NugetClientTests
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    static readonly string[] Unreachable = ["NU1301", "NU1101", "Name or service not known", "Connection refused"];

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_package_installs_starts_each_exam_once_and_verifies_webhooks()
    {
        var folder = Directory.CreateTempSubdirectory("proctoring-nuget-").FullName;
        try
        {
            await using var app = AppServer.Start(("environment", "Development"), ("Proctoring:Webhooks:AllowPrivateNetworks", "true"));
            using var api = await ApiClient.WithKeyAsync(app);
            using var limited = await ApiClient.WithLimitsAsync(app, new ApiKeyLimits(false, 3, []));
            await WriteProjectAsync(folder);

            await RunAsync(
                folder,
                [
                    "pack",
                    Path.Combine(TestFolders.Root, "packages", "nuget"),
                    "-o",
                    folder,
                    "--artifacts-path",
                    Path.Combine(folder, "pack"),
                ]
            );
            await RunAsync(folder, ["build", "app", "-o", Path.Combine(folder, "out")]);
            var program = Path.Combine(folder, "out", "app.dll");
            var said = await RunAsync(folder, [program, app.Address, api.Secret!, limited.Secret!, api.Key!.Id.ToString()]);

            Assert.EndsWith("all calls as expected", said.Trim(), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task WriteProjectAsync(string folder)
    {
        var packages =
            Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var app = Directory.CreateDirectory(Path.Combine(folder, "app")).FullName;
        // Packages that are there already are not fetched again; the client itself is installed into this folder only.
        var project = $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <RestoreAdditionalProjectSources>{folder}</RestoreAdditionalProjectSources>
                <RestorePackagesPath>{folder}/packages</RestorePackagesPath>
                <RestoreAdditionalProjectFallbackFolders>{packages}</RestoreAdditionalProjectFallbackFolders>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="JobGenie.Proctoring.Client" Version="1.0.0" />
              </ItemGroup>
            </Project>
            """;
        await File.WriteAllTextAsync(Path.Combine(app, "app.csproj"), project, Cancellation);
        var program = Path.Combine(TestFolders.Root, "Proctoring.Tests", "Api", "Client", "NugetClient.txt");
        File.Copy(program, Path.Combine(app, "Program.cs"));
    }

    /// <summary>Runs dotnet and returns its output.</summary>
    static async Task<string> RunAsync(string folder, IEnumerable<string> values)
    {
        var start = new ProcessStartInfo("dotnet", values)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The test run itself is a child of MSBuild.
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using var dotnet = Process.Start(start)!;
        var (said, complained) = (dotnet.StandardOutput.ReadToEndAsync(Cancellation), dotnet.StandardError.ReadToEndAsync(Cancellation));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Limit);
        try
        {
            await dotnet.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            dotnet.Kill(entireProcessTree: true);
            throw;
        }

        var output = $"{await said}\n{await complained}";
        Assert.SkipWhen(
            dotnet.ExitCode != 0 && Unreachable.Any(sign => output.Contains(sign, StringComparison.Ordinal)),
            $"The NuGet registry cannot be reached: {output}"
        );
        Assert.True(dotnet.ExitCode == 0, output);
        return await said;
    }
}
