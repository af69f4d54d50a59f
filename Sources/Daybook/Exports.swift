// What a user of the one import sees: events, models, and the parts of the log that answers name.

@_exported public import DaybookCoding
@_exported public import DaybookCommerce
@_exported public import DaybookModels

@_exported public import struct DaybookLog.Damage
@_exported public import enum DaybookLog.DamagePolicy
@_exported public import enum DaybookLog.Durability
@_exported public import struct DaybookLog.Finding
@_exported public import enum DaybookLog.LogError
@_exported public import struct DaybookLog.OpeningReport
@_exported public import enum DaybookLog.RepairAction
@_exported public import struct DaybookLog.RepairReport
@_exported public import struct DaybookLog.SequenceSet
@_exported public import struct DaybookLog.SyncTimes
