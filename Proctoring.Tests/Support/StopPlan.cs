using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Tests.Support;

/// <summary>The process was stopped here.</summary>
internal sealed class StoppedException() : Exception("The process was stopped.");

/// <summary>Stops a process at one of its steps: before or after a file operation, a statement or a commit. From then on its actions have
/// no effect, as after kill -9.</summary>
internal sealed class StopPlan
{
    int step;

    /// <summary>The step at which to stop, from 1; null to run through.</summary>
    public int? At { get; set; }

    /// <summary>Whether the process has stopped.</summary>
    public bool Stopped { get; private set; }

    /// <summary>The steps so far.</summary>
    public int Steps => step;

    /// <summary>The last step.</summary>
    public string Last { get; private set; } = "";

    public void Step(string name)
    {
        if (Stopped)
            throw new StoppedException();
        Last = name;
        if (++step != At)
            return;
        Stopped = true;
        throw new StoppedException();
    }

    /// <summary>Starts counting again.</summary>
    public void Begin(int? at) => (step, At, Stopped) = (0, at, false);

    /// <summary>The steps of the files.</summary>
    public sealed class Store(IEvidenceStore inner, StopPlan plan, string folder) : WrappedStore(inner)
    {
        public override async Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
        {
            try
            {
                plan.Step($"while {key} is written");
            }
            catch (StoppedException) when (plan.Steps == plan.At)
            {
                var half = Path.Combine(folder, $"{key}.bin.0123.part");
                Directory.CreateDirectory(Path.GetDirectoryName(half)!);
                await File.WriteAllBytesAsync(half, [1, 2, 3], CancellationToken.None);
                throw;
            }

            await base.PutAsync(key, content, cancellation);
            plan.Step($"after {key} is written");
        }

        public override async Task MoveAsync(string key, string newKey, CancellationToken cancellation)
        {
            plan.Step($"before {key} is moved");
            await base.MoveAsync(key, newKey, cancellation);
            plan.Step($"after {key} is moved");
        }

        public override async Task DeleteAsync(string key, CancellationToken cancellation)
        {
            plan.Step($"before {key} is deleted");
            await base.DeleteAsync(key, cancellation);
            plan.Step($"after {key} is deleted");
        }
    }

    /// <summary>The steps of the transactions.</summary>
    public sealed class Transactions(StopPlan plan) : DbTransactionInterceptor
    {
        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction,
            TransactionEventData eventData,
            InterceptionResult result,
            CancellationToken cancellationToken = default
        )
        {
            plan.Step("before the commit");
            return ValueTask.FromResult(result);
        }

        public override Task TransactionCommittedAsync(
            DbTransaction transaction,
            TransactionEndEventData eventData,
            CancellationToken cancellationToken = default
        )
        {
            plan.Step("after the commit");
            return Task.CompletedTask;
        }
    }

    /// <summary>The steps of the statements.</summary>
    public sealed class Statements(StopPlan plan) : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default
        )
        {
            Step(command);
            return ValueTask.FromResult(result);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<int> result,
            CancellationToken cancellationToken = default
        )
        {
            Step(command);
            return ValueTask.FromResult(result);
        }

        /// <summary>A query changes nothing, so a stop before it equals a stop after the previous step.</summary>
        void Step(DbCommand command)
        {
            if (plan.Stopped || !command.CommandText.StartsWith("SELECT", StringComparison.OrdinalIgnoreCase))
                plan.Step($"before {command.CommandText}");
        }
    }
}
