using Proctoring.Core.Vision.Onnx;
using Proctoring.Tests.Vision.Onnx;
using Proctoring.Tools.Models;
using Xunit;

namespace Proctoring.Tests.Tools.Models;

/// <summary>Tests how npm's failures are explained to the person who started the program.</summary>
public sealed class NpmPackageSourceTests : IDisposable
{
    static readonly PackageName Package = new("tiny", "1.0.0");

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("E404", "The npm registry does not have tiny@1.0.0")]
    [InlineData("ETARGET", "The npm registry does not have tiny@1.0.0")]
    [InlineData("ENOTFOUND", "The npm registry could not be reached to download tiny@1.0.0 (ENOTFOUND)")]
    [InlineData("ECONNREFUSED", "The npm registry could not be reached to download tiny@1.0.0 (ECONNREFUSED)")]
    [InlineData("E401", "The npm registry refused tiny@1.0.0")]
    [InlineData("ENOSPC", "There is no room on the disk to download tiny@1.0.0")]
    [InlineData("EWHATEVER", "npm could not download tiny@1.0.0 (EWHATEVER)")]
    public void Each_error_code_is_one_sentence(string code, string beginning)
    {
        var sentence = NpmPackageSource.Explain(Package, 1, $"npm warn old lockfile\nnpm error code {code}\nnpm error and much more\n");

        Assert.StartsWith(beginning, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
    }

    [Fact]
    public void Without_a_code_the_exit_code_is_named() =>
        Assert.Contains("(exit code 7)", NpmPackageSource.Explain(Package, 7, "Segmentation fault"), StringComparison.Ordinal);

    [Fact]
    public async Task A_machine_without_npm_gets_the_advice_to_install_it()
    {
        var failure = await Assert.ThrowsAsync<ModelRestoreException>(() => Fetch(new NpmPackageSource(command: folder.File("no-npm"))));

        Assert.Contains("npm was not found, and is needed once to download tiny@1.0.0", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_packed_file_is_returned_whatever_npm_called_it() =>
        Assert.Equal(
            folder.File("packed.tgz"),
            await Fetch(Npm("[ \"$1 $2 $3\" = 'pack tiny@1.0.0 --ignore-scripts' ] && echo x > packed.tgz"))
        );

    [Fact]
    public async Task A_failing_npm_is_summarised()
    {
        var failure = await Assert.ThrowsAsync<ModelRestoreException>(() => Fetch(Npm("echo 'npm error code ETIMEDOUT' >&2; exit 1")));

        Assert.Contains("could not be reached to download tiny@1.0.0 (ETIMEDOUT)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_npm_that_hangs_is_ended()
    {
        var failure = await Assert.ThrowsAsync<ModelRestoreException>(() => Fetch(Npm("exec sleep 600", TimeSpan.FromMilliseconds(100))));

        Assert.Contains("took longer than", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_npm_that_leaves_no_file_is_a_failure()
    {
        var failure = await Assert.ThrowsAsync<ModelRestoreException>(() => Fetch(Npm("exit 0")));

        Assert.Contains("without leaving a .tgz file", failure.Message, StringComparison.Ordinal);
    }

    Task<string> Fetch(NpmPackageSource source) => source.FetchAsync(Package, folder.Path, TestContext.Current.CancellationToken);

    NpmPackageSource Npm(string script, TimeSpan? timeout = null)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in for npm is a shell script.");
        var path = folder.Write("npm", System.Text.Encoding.UTF8.GetBytes($"#!/bin/sh\n{script}\n"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new NpmPackageSource(timeout, path);
    }
}
